package customer

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// MaxLine is how long a line of an import may be, in bytes.
const MaxLine = 1 << 20

// Export writes all customers as JSON lines, one Draft a line, in the order of their names (seeds/003, import and export). It
// returns how many. Cards are not exported, as nobody but us can read their hashes, nor are histories. Customers who change
// meanwhile are written before or after the change.
func (s *Service) Export(ctx context.Context, to io.Writer) (int, error) {
	out := json.NewEncoder(to)
	out.SetEscapeHTML(false)
	var after store.Cursor
	for n := 0; ; {
		drafts, next, err := s.drafts(ctx, after)
		if err != nil {
			return n, err
		}
		for _, d := range drafts {
			if err := out.Encode(d); err != nil {
				return n, fmt.Errorf("customer.export: %w", err)
			}
			n++
		}
		if next == (store.Cursor{}) {
			return n, nil
		}
		after = next
	}
}

// exportPage is how many customers are read at a time.
const exportPage = 100

// drafts reads a page of customers as drafts of themselves.
func (s *Service) drafts(ctx context.Context, after store.Cursor) ([]Draft, store.Cursor, error) {
	var next store.Cursor
	drafts, err := work.See(ctx, s.env, func(u *work.Unit) ([]Draft, error) {
		page, behind, err := customers.Page(u, store.Query{Key: byName, After: after, Limit: exportPage})
		if err != nil {
			return nil, err
		}
		next = behind
		var drafts []Draft
		for _, c := range page {
			keys, err := keysOf(u, c.ID)
			if err != nil {
				return nil, err
			}
			drafts = append(drafts, Draft{Number: c.Number, Kind: c.Kind, Data: c.Data, Status: c.Status, Keys: portable(keys)})
		}
		return drafts, nil
	})
	return drafts, next, err
}

// portable are the keys that a draft can bring along.
func portable(keys []Key) []Key {
	return slices.DeleteFunc(keys, func(k Key) bool {
		row, _ := keyRow(k.Type)
		return row.From != "" || k.Type == KeyCard
	})
}

// ImportReport says what became of the lines.
type ImportReport struct {
	Established int           // lines whose customer exists now
	Refused     []ImportFault // lines whose customer does not
}

// ImportFault is one line that was refused.
type ImportFault struct {
	Line int // from 1
	Err  error
}

// Import establishes a customer for each line, a Draft as JSON, each in a transaction of its own, so that a wrong line stops
// no other: it is in the report. The same customer again does nothing, so an import that broke off can be run again. The
// error is for what ends the import: the reader, a line longer than MaxLine, the store, ctx.
func (s *Service) Import(ctx context.Context, from io.Reader) (ImportReport, error) {
	var report ImportReport
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, MaxLine)
	no := 0
	for lines.Scan() {
		no++
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		switch err := s.importLine(ctx, line); {
		case err == nil:
			report.Established++
		case errors.Is(err, fault.ErrInvalid), errors.Is(err, fault.ErrConflict):
			report.Refused = append(report.Refused, ImportFault{Line: no, Err: err})
		default:
			return report, fmt.Errorf("customer.import: line %d: %w", no, err)
		}
	}
	err := lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		var c fault.Check
		c.Add(fmt.Sprintf("line %d", no+1), fault.RuleLength, fmt.Sprintf("has more than %d bytes", MaxLine))
		return report, c.Err("customer.import")
	}
	if err != nil {
		return report, fmt.Errorf("customer.import: line %d: %w", no+1, err)
	}
	return report, nil
}

func (s *Service) importLine(ctx context.Context, line []byte) error {
	d, err := ParseDraft(line)
	if err != nil {
		return err
	}
	kept, _, err := d.read(s.form)
	if err != nil {
		return err
	}
	body, err := json.Marshal(kept) // not the line itself: a hash of that would tell of a card's number
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	d.RequestKey = "import:" + hex.EncodeToString(sum[:])
	_, err = s.Establish(ctx, d)
	return err
}

// ParseDraft reads a line of an import. What is no JSON object of a Draft, has fields that a Draft does not have, or goes on
// behind it, is fault.ErrInvalid; whether the draft itself is right is seen by Establish.
func ParseDraft(line []byte) (Draft, error) {
	var d Draft
	in := json.NewDecoder(bytes.NewReader(line))
	in.DisallowUnknownFields()
	err := in.Decode(&d)
	if err == nil {
		if _, more := in.Token(); more != io.EOF {
			err = errors.New("something stands behind the object")
		}
	}
	if err != nil {
		var c fault.Check
		c.Add("", fault.RuleFormat, "must be one JSON object with the fields of a draft: "+err.Error())
		return Draft{}, c.Err("customer.import")
	}
	return d, nil
}
