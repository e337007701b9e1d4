package billing

import (
	"cmp"
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Order asks for a bill run.
type Order struct {
	AsOf     time.Time        // accounts whose period was over by then are billed; later ones wait
	Slice    Slice            // zero: all accounts
	DryRun   bool             // nothing is changed; of an account that is several periods behind the first is computed
	Together int              // accounts a transaction; 0: 50. Less if several machines write into one database
	Progress func(Progress)   // called after each transaction, by the goroutine that runs; nil: nobody looks
	Each     func(Bill) error // gets every bill made, once it is committed; an error ends the run, which can go on later; nil: nobody looks
}

// Slice is a part of all accounts, by a stable hash of their ids: of four machines each runs one of Slice{1, 4} to Slice{4, 4}.
// The zero Slice is all.
type Slice struct {
	No int `json:"no,omitempty"` // 1 to Of
	Of int `json:"of,omitempty"` // 1 to 256
}

// Progress says how far a run is.
type Progress struct {
	Report
	Done, Of int // parts of the accounts that were gone through, of all parts of the slice; they are about equally large
}

// Report says what a run did.
type Report struct {
	Accounts int        `json:"accounts"`        // whose period was over
	Bills    int        `json:"bills"`           // made; those held are among them
	Held     int        `json:"held"`            // made, and waiting for a person
	Empty    int        `json:"empty"`           // periods with nothing to bill
	Faulted  int        `json:"faulted"`         // accounts that could not be billed; they are tried again by the next run
	Faults   []RunFault `json:"fault,omitempty"` // the first 100; Faulted finds them all
	DryRun   bool       `json:"dryRun,omitempty"`
}

// RunFault says why an account could not be billed, and what to do next.
type RunFault struct {
	Account string    `json:"account"`
	Period  string    `json:"period"` // its first day
	Cause   string    `json:"cause"`
	Next    string    `json:"next"`
	At      time.Time `json:"at"`
	Times   int       `json:"times"` // how often it was tried
}

// Run makes, verifies, numbers and sends the bills of all accounts whose period is over (3.8.3). It goes through the accounts a
// page at a time, so it needs no more memory for many than for few. A period is billed once, however often, by however many
// machines, and wherever a run was killed: the next goes on where it was. The fault of one account stops no other; the account
// is in the report with the cause, and is tried again by the next run. The error is for the store, ctx and Each.
func (s *Service) Run(ctx context.Context, o Order) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	o.AsOf = fault.Instant(o.AsOf)
	o.Together = cmp.Or(o.Together, together)
	r := run{s: s, ctx: ctx, order: o, report: Report{DryRun: o.DryRun}}
	r.place.bucket, r.to = o.Slice.buckets()
	r.from = r.place.bucket
	for r.place.bucket < r.to {
		if err := r.page(); err != nil {
			return r.report, err
		}
	}
	if o.DryRun || r.report.Accounts == 0 {
		return r.report, nil
	}
	return r.report, s.env.Update(ctx, func(u *work.Unit) error {
		return u.Emit(EventRunReported, "run-"+u.NewID(), "", RunNotice{AsOf: o.AsOf, Slice: o.Slice, Report: r.report})
	})
}

// together is how many accounts a transaction takes, unless the order says it.
const together = 50

func (o Order) check() error {
	var c fault.Check
	c.That(!o.AsOf.IsZero(), "asOf", fault.RuleRequired, "must be the instant up to which periods are billed")
	c.That(o.Together >= 0 && o.Together <= 1000, "together", fault.RuleRange, "must be 0 to 1000")
	switch {
	case o.Slice == (Slice{}):
	case o.Slice.Of < 1 || o.Slice.Of > buckets:
		c.Add("slice.of", fault.RuleRange, "must be 1 to 256")
	default:
		c.That(o.Slice.No >= 1 && o.Slice.No <= o.Slice.Of, "slice.no", fault.RuleRange, "must be 1 to of")
	}
	return c.Err("billing.order")
}

// buckets are those of the slice, from up to, and not including, to.
func (p Slice) buckets() (from, to int) {
	if p == (Slice{}) {
		return 0, buckets
	}
	return (p.No - 1) * buckets / p.Of, p.No * buckets / p.Of
}

// Faulted returns the faults of accounts that could not be billed, behind an account (empty: from the start), at most limit (0:
// 100), in order of the accounts' ids.
func (s *Service) Faulted(ctx context.Context, after string, limit int) ([]RunFault, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]RunFault, error) {
		found, _, err := ledgers.Page(u, store.Query{Key: keyFault, Equal: faulted, Exact: true, Limit: cmp.Or(max(limit, 0), 100),
			After: store.Cursor{Value: faulted, ID: after}})
		var all []RunFault
		for _, l := range found {
			all = append(all, *l.Fault)
		}
		return all, err
	})
}
