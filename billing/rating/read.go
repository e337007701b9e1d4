package rating

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Format is how a usage file is written.
type Format string

// The formats. Both have one record a line, in UTF-8; blank lines count, but say nothing.
const (
	CSV       Format = "csv"       // RFC 4180 within the line, commas or semicolons, with a heading of Usage's JSON names
	JSONLines Format = "jsonLines" // an object with Usage's JSON names
)

// MaxLine is how many bytes a line of a usage file can have.
const MaxLine = 64 << 10

// Fault is a line of a usage file that is no record. It is fault.ErrInvalid. Immutable.
type Fault struct {
	Line   int           `json:"line"`   // from 1
	Record string        `json:"record"` // as it was read, without its end; the first MaxLine bytes of a longer one
	Fields []fault.Field `json:"fields"` // all that is wrong with it
}

// Error is the line with its faults.
func (f *Fault) Error() string {
	all := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		all[i] = field.String()
	}
	return fmt.Sprintf("line %d: %s", f.Line, strings.Join(all, "; "))
}

// Is reports whether target is fault.ErrInvalid.
func (f *Fault) Is(target error) bool { return target == fault.ErrInvalid }

// Reader reads the records of a usage file one by one, whatever its length. It is for one goroutine.
type Reader struct {
	lines   *bufio.Reader
	format  Format
	zone    *time.Location
	columns []*column // of CSV
	comma   byte
	line    int
	cells   []string
}

// NewReader reads a usage file. Times without an offset are what clocks show in the zone (IANA name). fault.ErrInvalid: an unknown
// format or zone, and a heading that does not name id, kind and at, or names a column that no record has, or one twice.
func NewReader(r io.Reader, format Format, zone string) (*Reader, error) {
	var c fault.Check
	c.That(format == CSV || format == JSONLines, "format", fault.RuleUnknown, "must be csv or jsonLines")
	location, err := calendar.LoadZone(zone)
	c.That(err == nil, "zone", fault.RuleUnknown, "must be the name of a time zone, such as Europe/Berlin")
	if err := c.Err("rating.usage"); err != nil {
		return nil, err
	}
	reader := &Reader{lines: bufio.NewReaderSize(r, MaxLine), format: format, zone: location}
	if format == CSV {
		if err := reader.heading(); err != nil {
			return nil, err
		}
	}
	return reader, nil
}

// Read is the next record. A *Fault says that a line is none: go on. io.EOF says that there are no more; any other error comes
// from below, and the file is not read to its end.
func (r *Reader) Read() (Usage, error) {
	for {
		text, long, err := r.next()
		if err != nil {
			return Usage{}, err
		}
		if len(bytes.TrimSpace(text)) == 0 && !long {
			continue
		}
		u, c := Usage{}, fault.Check{}
		switch {
		case long:
			c.Add("", fault.RuleLength, fmt.Sprintf("the line is longer than %d bytes; is it a record?", MaxLine))
		case r.format == CSV:
			r.row(string(text), &u, &c)
		default:
			r.object(text, &u, &c)
		}
		if fields := c.Fields(); len(fields) > 0 {
			return Usage{}, &Fault{Line: r.line, Record: strings.ToValidUTF8(string(text), "\uFFFD"), Fields: fields}
		}
		return u, nil
	}
}

// Line is that of the record read last, from 1.
func (r *Reader) Line() int { return r.line }

// next is the next line, good until the one after it is read; long if its end was cut off.
func (r *Reader) next() (text []byte, long bool, err error) {
	text, err = r.lines.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		text, long = bytes.Clone(text), true
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.lines.ReadSlice('\n')
		}
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(text) == 0) {
		return nil, false, err
	}
	r.line++
	if r.line == 1 {
		text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	}
	return bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r")), long, nil
}

// ReadUsage reads a whole usage file: the records, and the lines that are none, both in their order. It keeps all of it in memory;
// Reader does not. err is what NewReader refuses, or comes from below; then nothing is returned beside it.
func ReadUsage(r io.Reader, format Format, zone string) (good []Usage, bad []Fault, err error) {
	reader, err := NewReader(r, format, zone)
	if err != nil {
		return nil, nil, err
	}
	for {
		u, err := reader.Read()
		var wrong *Fault
		switch {
		case errors.Is(err, io.EOF):
			return good, bad, nil
		case errors.As(err, &wrong):
			bad = append(bad, *wrong)
		case err != nil:
			return nil, nil, fmt.Errorf("usage behind line %d: %w", reader.line, err)
		default:
			good = append(good, u)
		}
	}
}
