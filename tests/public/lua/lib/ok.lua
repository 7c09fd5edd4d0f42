function check() end
