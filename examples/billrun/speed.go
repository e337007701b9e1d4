package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// bar is a progress bar: on a terminal one line that fills, elsewhere a line for each tenth.
type bar struct {
	out      io.Writer
	terminal bool
	name     string
	of, last int
	began    time.Time
	drawn    time.Time
}

func newBar(out *os.File, name string, of int) *bar {
	info, err := out.Stat()
	return &bar{out: out, terminal: err == nil && info.Mode()&os.ModeCharDevice != 0, name: name, of: max(of, 1), began: time.Now()}
}

// show draws how many are done.
func (b *bar) show(done int) {
	tenth, now := done*10/b.of, time.Now()
	end := done >= b.of
	if b.terminal && !end && now.Sub(b.drawn) < 100*time.Millisecond || !b.terminal && tenth == b.last {
		return
	}
	b.last, b.drawn = tenth, now
	filled := done * 30 / b.of
	before, behind := "", "\n"
	if b.terminal {
		before = "\r"
		if !end {
			behind = ""
		}
	}
	fmt.Fprintf(b.out, "%s%-10s [%s%s] %3d%% %8d  %8.0f/s  %5d MB%s", before, b.name, strings.Repeat("#", filled), strings.Repeat(".", 30-filled),
		done*100/b.of, done, perSecond(done, now.Sub(b.began)), peak()>>20, behind)
}

func perSecond(n int, d time.Duration) float64 { return float64(n) / max(d.Seconds(), 1e-9) }

// peak is the most memory the process had, in bytes: what the kernel says; where it does not, what Go has asked for.
func peak() int64 {
	if file, err := os.Open("/proc/self/status"); err == nil {
		defer file.Close()
		for in := bufio.NewScanner(file); in.Scan(); {
			if text, ok := strings.CutPrefix(in.Text(), "VmHWM:"); ok {
				kilobytes, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(text, "kB")), 10, 64)
				return kilobytes << 10
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}

// speed is how long it took.
type speed struct{ making, billing time.Duration }

func (s speed) print(out io.Writer, o options, sum *sum) {
	row := func(en, de, format string, value any) {
		fmt.Fprintf(out, "  %-28s %14s\n", word(o.lang, en, de), fmt.Sprintf(format, value))
	}
	fmt.Fprintln(out, word(o.lang, "On this machine", "Auf diesem Rechner"))
	row("accounts made a second", "Konten angelegt je Sekunde", "%.0f", perSecond(o.accounts, s.making))
	row("bills a second", "Rechnungen je Sekunde", "%.0f", perSecond(sum.report.Bills, s.billing))
	row("records billed a second", "Datensätze je Sekunde", "%.0f", perSecond(sum.records, s.billing))
	row("duration of the run", "Dauer des Laufs", "%s", s.billing.Round(time.Millisecond))
	row("peak memory", "höchster Speicherbedarf", "%d MB", peak()>>20)
}
