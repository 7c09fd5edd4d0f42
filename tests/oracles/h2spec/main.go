// Command h2spec holds a server to HTTP/2 with the cases of https://github.com/summerwind/h2spec, the strict ones too. It
// prints one case a line: its result, its number in h2spec, and what it is about.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/summerwind/h2spec/config"
	"github.com/summerwind/h2spec/generic"
	"github.com/summerwind/h2spec/hpack"
	"github.com/summerwind/h2spec/http2"
	"github.com/summerwind/h2spec/spec"
)

func main() {
	if len(os.Args) != 3 {
		fail("usage: h2spec HOST PORT")
	}
	port, err := strconv.Atoi(os.Args[2])
	if err != nil {
		fail(err)
	}
	settings := config.Config{
		Host: os.Args[1], Port: port, Path: "/", Timeout: 2 * time.Second, MaxHeaderLen: 4000, Strict: true,
	}
	// The cases print what people read; what is printed here is for a program.
	out := os.Stdout
	if os.Stdout, err = os.Open(os.DevNull); err != nil {
		fail(err)
	}
	for _, group := range []*spec.TestGroup{generic.Spec(), http2.Spec(), hpack.Spec()} {
		group.Test(&settings)
		print(out, group)
	}
}

// print writes the cases of a group and of the groups in it.
func print(out *os.File, group *spec.TestGroup) {
	for at, test := range append(group.Tests, group.StrictTests...) {
		if test.Result != nil {
			fmt.Fprintf(out, "%s %s/%d %s%s\n", result(test.Result), group.ID(), at+1, test.Desc, reason(test.Result))
		}
	}
	for _, inner := range group.Groups {
		print(out, inner)
	}
}

func result(result *spec.TestResult) string {
	switch {
	case result.Failed:
		return "failed"
	case result.Skipped:
		return "skipped"
	default:
		return "passed"
	}
}

// reason is what the case expected and what came, where it failed.
func reason(result *spec.TestResult) string {
	if !result.Failed {
		return ""
	}
	return ": " + strings.ReplaceAll(result.Error.Error(), "\n", "; ")
}

func fail(reason any) {
	fmt.Fprintln(os.Stderr, reason)
	os.Exit(1)
}
