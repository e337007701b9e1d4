package contact

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Reported is a finding that a process has been told of, as it was when it was told last. It is a value.
type Reported struct {
	store.Meta
	Finding
	ReportedAt time.Time `json:"reportedAt"`     // the last time
	Times      int       `json:"times"`          // how often, since it began
	BeganAt    time.Time `json:"beganAt"`        // the first time since it was over, or ever
	SeenAt     time.Time `json:"seenAt"`         // the last analysis that found it
	Over       bool      `json:"over,omitempty"` // an analysis behind that did not
}

const byStanding = "standing" // the process, while the finding is not over

var reports = store.NewCollection("contact.finding", func(r *Reported) []store.Key {
	if r.Over {
		return nil
	}
	return []store.Key{{Name: byStanding, Value: string(r.To)}}
})

// run is when contacts were analysed last.
type run struct {
	store.Meta
	At time.Time `json:"at"`
}

var runs = store.NewCollection[run]("contact.analysis", nil)

const onlyRun = "last"

// reportID is the id under which findings of a concern are kept.
func (f Finding) reportID() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s", f.To, f.Concern.Family, f.Concern.Name))
	return hex.EncodeToString(sum[:16])
}

// Finding returns a finding that was reported; fault.ErrNotFound if there is none of the id.
func (a *Analyst) Finding(ctx context.Context, id string) (Reported, error) {
	return work.See(ctx, a.env, func(u *work.Unit) (Reported, error) { return reports.Get(u, id) })
}

// Findings returns what a process has been told of that is not over yet, in order of id.
func (a *Analyst) Findings(ctx context.Context, to etom.Party) ([]Reported, error) {
	return work.See(ctx, a.env, func(u *work.Unit) ([]Reported, error) { return reports.By(u, byStanding, string(to)) })
}

// Due analyses the contacts, at most once in Every, and reports what is new or has grown to the processes concerned, as
// events that have ids and figures only. It returns how many it has reported. Reading takes place before, and outside, the
// transaction that reports.
func (a *Analyst) Due(ctx context.Context, asOf time.Time) (int, error) {
	asOf = fault.Instant(asOf)
	due := false
	found, err := work.See(ctx, a.env, func(u *work.Unit) (found []Finding, err error) {
		if due, err = a.isDue(u, asOf); err != nil || !due {
			return nil, err
		}
		return a.AnalyseTx(u, asOf)
	})
	if err != nil || !due {
		return 0, err
	}
	return work.Do(ctx, a.env, func(u *work.Unit) (int, error) {
		u.At = asOf
		return a.report(u, found)
	})
}

// DueTx is Due in the caller's unit, as of its instant.
func (a *Analyst) DueTx(u *work.Unit) (int, error) {
	due, err := a.isDue(u, u.At)
	if err != nil || !due {
		return 0, err
	}
	found, err := a.AnalyseTx(u, u.At)
	if err != nil {
		return 0, err
	}
	return a.report(u, found)
}

func (a *Analyst) isDue(u *work.Unit, asOf time.Time) (bool, error) {
	last, found, err := runs.Find(u, onlyRun)
	return err == nil && (!found || !asOf.Before(last.At.Add(a.config.Every))), err
}

// report keeps what was found, tells of it, and notes what is over.
func (a *Analyst) report(u *work.Unit, found []Finding) (int, error) {
	if due, err := a.isDue(u, u.At); err != nil || !due {
		return 0, err // another host was faster
	}
	last, _, err := runs.Find(u, onlyRun)
	if err != nil {
		return 0, err
	}
	last.ID, last.At = onlyRun, u.At
	if err := runs.Put(u, &last); err != nil {
		return 0, err
	}
	told, seen := 0, map[string]bool{}
	for _, f := range found {
		seen[f.reportID()] = true
		news, err := a.reportOne(u, f)
		if err != nil {
			return 0, err
		}
		told += b2i(news)
	}
	return told, closeOthers(u, seen)
}

// reportOne tells of the finding, unless that was told before and it has not grown since. What nobody has looked for during
// two windows has begun anew.
func (a *Analyst) reportOne(u *work.Unit, f Finding) (news bool, err error) {
	r, known, err := reports.Find(u, f.reportID())
	if err != nil {
		return false, err
	}
	r.ID = f.reportID()
	fresh := !known || r.Over || r.SeenAt.Before(u.At.Add(-2*a.config.Rule.Window))
	news = fresh || float64(f.Customers) >= a.config.Rule.Growth*float64(r.Customers)
	r.SeenAt = u.At
	if !news {
		return false, reports.Put(u, &r)
	}
	if fresh {
		r.BeganAt, r.Times, r.Over = u.At, 0, false
	}
	r.Finding, r.ReportedAt, r.Times = f.kept(), u.At, r.Times+1
	if err := reports.Put(u, &r); err != nil {
		return false, err
	}
	return true, u.Emit(EventAnalysis, r.ID, r.ID, r.notice())
}

// closeOthers notes of the findings that are not among those seen that they are over.
func closeOthers(u *work.Unit, seen map[string]bool) error {
	open, _, err := reports.Page(u, store.Query{Key: byStanding})
	if err != nil {
		return err
	}
	for _, r := range open {
		if seen[r.ID] {
			continue
		}
		r.Over = true
		if err := reports.Put(u, &r); err != nil {
			return err
		}
	}
	return nil
}

// MaxReported is how many contacts a report names; of more, the last ones.
const MaxReported = 200

// kept is the finding as it is kept.
func (f Finding) kept() Finding {
	f.Interactions = f.Interactions[max(0, len(f.Interactions)-MaxReported):]
	return f
}

// AnalysisNotice says that several customers have contacted us about the same. A customer's words are not in it: Finding has
// them.
type AnalysisNotice struct {
	Finding      string     `json:"finding"`
	To           etom.Party `json:"to"` // the process that it concerns
	Family       Family     `json:"family"`
	Topic        string     `json:"topic,omitempty"` // of FamilyTopic its code, of FamilyAbout the id
	Customers    int        `json:"customers"`       // different ones
	Contacts     int        `json:"contacts"`
	First        time.Time  `json:"first"`
	Last         time.Time  `json:"last"`
	Times        int        `json:"times"`       // 1: for the first time; more: it has grown
	Interactions []string   `json:"interaction"` // ids, at most MaxReported, the last ones
}

func (r Reported) notice() AnalysisNotice {
	n := AnalysisNotice{Finding: r.ID, To: r.To, Family: r.Concern.Family, Customers: r.Customers, Contacts: r.Contacts, First: r.First, Last: r.Last,
		Times: r.Times, Interactions: r.Interactions}
	if n.Family == FamilyTopic || n.Family == FamilyAbout {
		n.Topic = r.Concern.Name
	}
	return n
}
