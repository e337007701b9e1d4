package etomtest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// fake stands in for the *testing.T of a test that is meant to fail.
type fake struct {
	testing.TB // for the methods the kit does not use
	failed     bool
	said       strings.Builder
}

// try runs a test of its own and reports whether it failed, and what it said.
func try(test func(testing.TB)) (failed bool, said string) {
	f := &fake{}
	done := make(chan struct{})
	go func() { // Fatalf ends the goroutine
		defer close(done)
		test(f)
	}()
	<-done
	return f.failed, f.said.String()
}

func (f *fake) Helper() {}

func (f *fake) Logf(format string, args ...any) { fmt.Fprintf(&f.said, format+"\n", args...) }

func (f *fake) Errorf(format string, args ...any) {
	f.failed = true
	f.Logf(format, args...)
}

func (f *fake) Fatalf(format string, args ...any) {
	f.Errorf(format, args...)
	runtime.Goexit()
}

func (f *fake) Skipf(format string, args ...any) {
	f.Logf(format, args...)
	runtime.Goexit()
}
