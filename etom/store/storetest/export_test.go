package storetest

import (
	"context"
	"fmt"
	"runtime"

	"github.com/etomcrm/etomcrm/etom/store"
)

// Names are the names of all cases.
func Names() []string {
	var names []string
	for _, c := range cases() {
		names = append(names, c.name)
	}
	for _, c := range durableCases {
		names = append(names, c.name)
	}
	return names
}

// Complaints runs one case and returns what it complains of; open is called again for each reopening.
func Complaints(ctx context.Context, name string, open func() store.Store) []string {
	for _, c := range cases() {
		if c.name == name {
			return record(ctx, func(t tester) { c.run(t, open()) })
		}
	}
	for _, c := range durableCases {
		if c.name == name {
			return record(ctx, func(t tester) { c.run(t, open) })
		}
	}
	panic("no case " + name)
}

func record(ctx context.Context, run func(tester)) []string {
	r := &recorder{ctx: ctx, said: make(chan string, 10_000)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if p := recover(); p != nil {
				r.Errorf("panic: %v", p)
			}
		}()
		run(r)
	}()
	<-done
	close(r.said)
	var said []string
	for s := range r.said {
		said = append(said, s)
	}
	return said
}

// recorder is a tester that only takes note.
type recorder struct {
	ctx  context.Context
	said chan string
}

func (r *recorder) Helper()                           {}
func (r *recorder) Context() context.Context          { return r.ctx }
func (r *recorder) Errorf(format string, args ...any) { r.said <- fmt.Sprintf(format, args...) }
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}
