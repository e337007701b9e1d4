package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// progress says on a terminal how far the program is, if it takes long.
type progress struct {
	screen *os.File
	n, of  int
	began  time.Time
}

func newProgress(screen *os.File, of int) *progress {
	info, err := screen.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		screen = nil
	}
	return &progress{screen: screen, of: of, began: time.Now()}
}

func (p *progress) done() {
	p.n++
	if p.screen == nil || time.Since(p.began) < time.Second {
		return
	}
	end := ""
	if p.n == p.of {
		end = "\n"
	}
	fmt.Fprintf(p.screen, "\r[%s%s] %d/%d%s", strings.Repeat("#", p.n), strings.Repeat(".", p.of-p.n), p.n, p.of, end)
}
