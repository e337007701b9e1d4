package sample

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// maxLine is how long a line may be, in bytes: a time and two numbers need a third of it.
const maxLine = 256

// Read reads samples as lines of text, a time as RFC 3339 has it and a value in the metric's unit:
//
//	2026-09-01T00:00:00+02:00,12.5
//
// The value is taken to the metric's resolution exactly; one with more digits is a fault. Empty lines are passed over, and the
// first line may be a heading that begins with "time". A wrong line is yielded as its fault.ErrInvalid, which says in which
// line, and reading goes on behind it; an error of the reader, and a line of more than 256 bytes, are the last thing yielded,
// and so is a metric with faults. Order and period are the meter's business.
func Read(r io.Reader, m Metric) iter.Seq2[Sample, error] {
	var c fault.Check
	m.Check(&c, "")
	if err := c.Err("sample.Metric"); err != nil {
		return func(yield func(Sample, error) bool) { yield(Sample{}, err) }
	}
	return lines(r, "value", func(c *fault.Check, at time.Time, fields []string) Sample {
		return Sample{At: at, Value: value(c, fields[0], m)}
	})
}

// ReadCounts reads counts as Read does samples: a time, the good ones and the total.
//
//	2026-09-01T00:00:00+02:00,9987,10000
func ReadCounts(r io.Reader) iter.Seq2[Count, error] {
	return lines(r, "good,total", func(c *fault.Check, at time.Time, fields []string) Count {
		return Count{At: at, Good: whole(c, "good", fields[0]), Total: whole(c, "total", fields[1])}
	})
}

// lines reads lines of a time and the named fields.
func lines[T any](r io.Reader, names string, read func(c *fault.Check, at time.Time, fields []string) T) iter.Seq2[T, error] {
	wanted := strings.Count(names, ",") + 1
	return func(yield func(T, error) bool) {
		scanner := bufio.NewScanner(r)
		scanner.Buffer(make([]byte, maxLine), maxLine)
		number := 0
		for scanner.Scan() {
			number++
			line := string(bytes.TrimSuffix(scanner.Bytes(), []byte("\r")))
			if line == "" || number == 1 && strings.HasPrefix(line, "time") {
				continue
			}
			var c fault.Check
			var got T
			if fields := strings.Split(line, ","); len(fields) == 1+wanted {
				got = read(&c, instant(&c, fields[0]), fields[1:])
			} else {
				c.Add("", fault.RuleFormat, fmt.Sprintf("has %d fields; write time,%s", len(fields), names))
			}
			if err := c.Err(fmt.Sprintf("sample line %d", number)); err != nil {
				var none T
				if !yield(none, err) {
					return
				}
				continue
			}
			if !yield(got, nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			var none T
			yield(none, readError(err, number+1))
		}
	}
}

func readError(err error, line int) error {
	if !errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("sample line %d: %w", line, err)
	}
	var c fault.Check
	c.Add("", fault.RuleLength, fmt.Sprintf("has more than %d bytes; is this a file of samples?", maxLine))
	return c.Err(fmt.Sprintf("sample line %d", line))
}

func instant(c *fault.Check, text string) time.Time {
	var at time.Time
	if err := at.UnmarshalText([]byte(text)); err != nil {
		c.Add("at", fault.RuleFormat, fmt.Sprintf("%q is no time; write date, time and zone as in 2026-09-01T00:00:00Z", text))
	}
	return at
}

func whole(c *fault.Check, path, text string) int64 {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		c.Add(path, fault.RuleFormat, fmt.Sprintf("%q is no whole number of 0 or more", text))
	}
	return int64(n)
}

// value is a decimal number in the metric's resolution: the digits with the point moved.
func value(c *fault.Check, text string, m Metric) int64 {
	before, behind, point := strings.Cut(text, ".")
	plain := strings.Trim(before+behind, "0123456789") == ""
	if before == "" || !plain || point && behind == "" {
		c.Add("value", fault.RuleFormat, fmt.Sprintf("%q is no decimal number of 0 or more, such as 12.5", text))
		return 0
	}
	behind = strings.TrimRight(behind, "0")
	if len(behind) > m.Digits {
		c.Add("value", fault.RuleRange, fmt.Sprintf("%q has more digits behind the point than the metric's %d; round it first, as is agreed",
			text, m.Digits))
		return 0
	}
	n, err := strconv.ParseUint(before+behind+strings.Repeat("0", m.Digits-len(behind)), 10, 63)
	if err != nil {
		c.Add("value", fault.RuleRange, fmt.Sprintf("%q is too large", text))
	}
	return int64(n)
}
