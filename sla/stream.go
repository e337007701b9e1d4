package sla

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Stream takes what is known of a period as it comes and has the report at any time: the same that Evaluate makes of all
// of it at once. Its memory is bounded whatever the number of samples: they are counted up, and of outages, exclusions and repairs
// it keeps at most MaxEntries each. Its JSON is its whole state: read back, it goes on as if it had never stopped. It is for one
// goroutine.
type Stream struct {
	evaluation
	record Record
	where  map[string]int // of each entry of the record, by list and id
}

// NewStream makes a stream without anything in it. fault.ErrInvalid: what Evaluate refuses of agreement and period.
func NewStream(a Agreement, p calendar.Period) (*Stream, error) {
	e, err := newEvaluation(a, p)
	if err != nil {
		return nil, err
	}
	return &Stream{evaluation: *e, where: map[string]int{}}, nil
}

// AddSample takes a sample of a metric, by its name. Samples of a metric come in the order of time. fault.ErrInvalid: an unknown
// metric, and what sample.Meter refuses; nothing changes then.
func (s *Stream) AddSample(metric string, one sample.Sample) error {
	for _, i := range s.samplers[metric] {
		if err := s.meters[i].Add(one); err != nil {
			return located(err, "sample."+metric)
		}
		if log := s.logs[i]; log != nil {
			log.addSample(one)
		}
	}
	return taken(s.samplers[metric], "sample.", metric)
}

// AddCount takes a count of a metric, as AddSample does a sample.
func (s *Stream) AddCount(metric string, one sample.Count) error {
	for _, i := range s.counters[metric] {
		if err := s.meters[i].AddCount(one); err != nil {
			return located(err, "count."+metric)
		}
		if log := s.logs[i]; log != nil {
			log.addCount(one)
		}
	}
	return taken(s.counters[metric], "count.", metric)
}

// taken refuses what no objective took. Where several did, they took or refused it all: they have the same metric.
func taken(by []int, list, metric string) error {
	if by != nil {
		return nil
	}
	var c fault.Check
	c.Add(list+metric, fault.RuleReference, noTaker)
	return c.Err("sla.Stream")
}

// located puts the faults of a meter below the path of its metric.
func located(err error, path string) error {
	var c fault.Check
	within(&c, path, err)
	return c.Err("sla.Stream")
}

// AddOutage takes an outage, or what is now known of one that it has already: the id decides. What is wrong with it, Report says.
func (s *Stream) AddOutage(o downtime.Outage) error {
	return put(s, "outage", o.ID, &s.record.Outages, o)
}

// AddExclusion takes an exclusion, as AddOutage does an outage.
func (s *Stream) AddExclusion(x downtime.Exclusion) error {
	return put(s, "exclusion", x.ID, &s.record.Exclusions, x)
}

// AddRepair takes a repair, as AddOutage does an outage.
func (s *Stream) AddRepair(r Repair) error { return put(s, "repair", r.ID, &s.record.Repairs, r) }

// SetFee says what a fee is in this period.
func (s *Stream) SetFee(name string, amount money.Amount) error {
	var c fault.Check
	c.That(slices.Contains(s.agreement.Fees, name), "fee."+name, RuleFee, "is none of the agreement's fees")
	if err := c.Err("sla.Stream"); err != nil {
		return err
	}
	if s.record.Fees == nil {
		s.record.Fees = map[string]money.Amount{}
	}
	s.record.Fees[name] = amount
	return nil
}

// SetGranted says what the other periods were granted that share the contract's cap: see Record.
func (s *Stream) SetGranted(amount money.Amount) { s.record.Granted = &amount }

// put keeps an entry under its id.
func put[T any](s *Stream, list, id string, all *[]T, one T) error {
	key := list + "/" + id
	if at, there := s.where[key]; there {
		(*all)[at] = one
		return nil
	}
	var c fault.Check
	c.Text(list+".id", id, fault.MaxID)
	c.That(len(*all) < MaxEntries, list, fault.RuleLength, fmt.Sprintf("there are %d already, at most so many are allowed", MaxEntries))
	if err := c.Err("sla.Stream"); err != nil {
		return err
	}
	s.where[key] = len(*all)
	*all = append(*all, one)
	return nil
}

// Report is what Evaluate makes of everything that was taken, as things stood at asOf, which must not lie before the newest
// sample. The error is Evaluate's.
func (s *Stream) Report(asOf time.Time) (Report, error) {
	return s.report(new(faults), s.record, asOf)
}
