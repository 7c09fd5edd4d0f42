function check(
