package billing

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// sheet is the usage of an account in one period of use, so that a bill is made of few rows. One that grows too long is cut in
// two by a hash of the records' ids, again and again: whoever looks for a record finds its one sheet.
type sheet struct {
	store.Meta               // account, first day of the period, path in the tree of cuts
	Account    string        `json:"account"`
	From       calendar.Date `json:"from"` // first day of the period of use
	Path       string        `json:"path,omitempty"`
	Cut        bool          `json:"cut,omitempty"` // its records are in two sheets below it
	Records    []record      `json:"record,omitempty"`

	changed bool
	index   map[string]int
}

// record is a record of usage, and the bill it is for.
type record struct {
	rating.Usage
	With  calendar.Date `json:"with,omitzero"`   // the period with whose bill it is billed; none: that of its use
	Moved bool          `json:"moved,omitempty"` // to the account that pays for its product now; here it is only remembered
	Again int           `json:"again,omitempty"` // how often no tariff was found for it
}

// with is the period with whose bill the record is billed.
func (r *record) with(sh *sheet) calendar.Date {
	if r.With.IsZero() {
		return sh.From
	}
	return r.With
}

// maxSheet is how many records a sheet has at most; a record has some hundred bytes, a body at most a megabyte.
const maxSheet = 1000

const keyWith = "with" // an account and the period with whose bill records of the sheet are billed

var sheets = store.NewCollection("billing.usage", func(sh *sheet) []store.Key {
	var keys []store.Key
	seen := map[calendar.Date]bool{}
	for i := range sh.Records {
		r := &sh.Records[i]
		with := r.with(sh)
		if !r.Moved && !seen[with] && len(keys) < store.MaxKeys {
			seen[with] = true
			keys = append(keys, store.Key{Name: keyWith, Value: withKey(sh.Account, with)})
		}
	}
	return keys
})

func withKey(account string, from calendar.Date) string { return account + "/" + from.String() }

func sheetID(account string, from calendar.Date, path string) string {
	return account + "/" + from.String() + "/" + path
}

// sheet is where a record of this id is, or would be put.
func (in *intake) sheet(p *payer, from calendar.Date, id string) (*sheet, error) {
	return sheetFor(in.u, p.sheets, p.account.ID, from, id)
}

// sheetFor walks down the cuts; loaded keeps what was read.
func sheetFor(u *work.Unit, loaded map[string]*sheet, account string, from calendar.Date, id string) (*sheet, error) {
	way := pathOf(id)
	for depth := 0; ; depth++ {
		key := sheetID(account, from, way[:depth])
		sh, known := loaded[key]
		if !known {
			stored, _, err := sheets.Find(u, key)
			if err != nil {
				return nil, err
			}
			stored.ID, stored.Account, stored.From, stored.Path = key, account, from, way[:depth]
			sh = &stored
			loaded[key] = sh
		}
		if !sh.Cut {
			if len(sh.Records) < maxSheet || depth == len(way) {
				return sh, nil
			}
			for _, half := range sh.halves() {
				loaded[half.ID] = half
			}
		}
	}
}

// pathOf is which half of each cut a record is in.
func pathOf(id string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return fmt.Sprintf("%032b", h.Sum32())[16:]
}

// halves cuts the sheet.
func (sh *sheet) halves() []*sheet {
	halves := []*sheet{
		{Meta: store.Meta{ID: sh.ID + "0"}, Account: sh.Account, From: sh.From, Path: sh.Path + "0", changed: true},
		{Meta: store.Meta{ID: sh.ID + "1"}, Account: sh.Account, From: sh.From, Path: sh.Path + "1", changed: true},
	}
	for _, r := range sh.Records {
		halves[pathOf(r.ID)[len(sh.Path)]-'0'].add(r)
	}
	sh.Records, sh.index, sh.Cut, sh.changed = nil, nil, true, true
	return halves
}

func (sh *sheet) find(id string) (int, bool) {
	if sh.index == nil {
		sh.index = make(map[string]int, len(sh.Records))
		for i := range sh.Records {
			sh.index[sh.Records[i].ID] = i
		}
	}
	at, known := sh.index[id]
	return at, known
}

func (sh *sheet) add(r record) {
	sh.find(r.ID)
	sh.index[r.ID] = len(sh.Records)
	sh.Records = append(sh.Records, r)
	sh.changed = true
}

func (sh *sheet) write(u *work.Unit) error {
	if !sh.changed {
		return nil
	}
	sh.changed = false
	return sheets.Put(u, sh)
}

// writeAll writes sheets that changed, in order of id.
func writeAll(u *work.Unit, loaded map[string]*sheet) error {
	for _, id := range slices.Sorted(maps.Keys(loaded)) {
		if err := loaded[id].write(u); err != nil {
			return err
		}
	}
	return nil
}

// usageWith is the usage of an account that is billed with a period's bill.
func usageWith(u *work.Unit, account string, from calendar.Date) ([]rating.Usage, error) {
	found, err := sheets.By(u, keyWith, withKey(account, from))
	if err != nil {
		return nil, err
	}
	var all []rating.Usage
	for i := range found {
		for n := range found[i].Records {
			if r := &found[i].Records[n]; !r.Moved && r.with(&found[i]) == from {
				all = append(all, r.Usage)
			}
		}
	}
	return all, nil
}

// writable tells whether JSON can write the instants of a record.
func writable(r rating.Usage) bool { y := r.At.UTC().Year(); return y >= 1 && y <= 9999 }

func fieldFault(subject, path, message string) error {
	var c fault.Check
	c.Add(path, fault.RuleRange, message)
	return c.Err(subject)
}
