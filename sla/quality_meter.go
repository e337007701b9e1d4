package sla

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// meterPart is a part of what an objective's samples have come to in a period: the state of its meter, packed, and cut where a
// record of the store would grow too long.
type meterPart struct {
	store.Meta
	Parts int    `json:"parts"` // how many there are
	Data  []byte `json:"data"`
}

const partBytes = 600_000 // in base64 they stay below store.MaxBody

var meterParts = store.NewCollection[meterPart]("sla.meter", nil)

// evaluate holds a record, and the samples that were counted and those to be added, against its agreement.
func (in *intake) evaluate(t terms, rec PeriodRecord) (Report, error) {
	e, err := newEvaluation(t.Agreement, rec.Period)
	if err != nil {
		return Report{}, err
	}
	fresh := in.samples[rec.Period.From()]
	var c fault.Check
	Record{Samples: fresh.samples, Counts: fresh.counts}.checkMetrics(&c, t.Agreement)
	for n, o := range t.Agreement.Objectives {
		if e.meters[n] == nil {
			continue
		}
		id := idOf(rec.ID, o.ID)
		kept, err := loadMeter(in.u, id, e.meters[n])
		if err != nil {
			return Report{}, err
		}
		added := false
		if o.takesCounts() {
			added = len(fresh.counts[o.Metric.Name]) > 0
			within(&c, o.source(), e.meters[n].AddCounts(fresh.counts[o.Metric.Name]))
		} else {
			added = len(fresh.samples[o.Metric.Name]) > 0
			within(&c, o.source(), e.meters[n].AddAll(fresh.samples[o.Metric.Name]))
		}
		if !added || len(c.Fields()) > 0 {
			continue
		}
		if err := kept.save(in.u, e.meters[n]); err != nil {
			return Report{}, err
		}
	}
	if err := c.Err("sla.Evaluate"); err != nil {
		return Report{}, err
	}
	r := rec.evidence(t)
	if r.Exclusions, err = in.yearsExclusions(t, rec); err != nil {
		return Report{}, err
	}
	return e.report(r, in.u.At)
}

// keptMeter is a meter's state as it is stored.
type keptMeter struct {
	id    string
	parts []meterPart
}

func partID(id string, n int) string { return idOf(id, strconv.Itoa(n)) }

// loadMeter gives the meter the state that is stored, if there is one.
func loadMeter(u *work.Unit, id string, m *sample.Meter) (keptMeter, error) {
	kept := keptMeter{id: id}
	var packed []byte
	for n, parts := 0, 1; n < parts; n++ {
		part, found, err := meterParts.Find(u, partID(id, n))
		if err != nil || !found {
			return kept, err
		}
		parts = part.Parts
		packed = append(packed, part.Data...)
		kept.parts = append(kept.parts, part)
	}
	state, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return kept, err
	}
	return kept, json.Unmarshal(state, m)
}

// save stores the meter's state in place of the one loaded.
func (k keptMeter) save(u *work.Unit, m *sample.Meter) error {
	state, err := json.Marshal(m)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := w.Write(state); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	data := packed.Bytes()
	parts := (len(data) + partBytes - 1) / partBytes
	for n := range max(parts, len(k.parts)) {
		part := meterPart{Meta: store.Meta{ID: partID(k.id, n)}}
		if n < len(k.parts) {
			part = k.parts[n]
		}
		if n >= parts {
			if err := meterParts.Delete(u, &part); err != nil {
				return err
			}
			continue
		}
		part.Parts, part.Data = parts, data[n*partBytes:min(len(data), (n+1)*partBytes)]
		if err := meterParts.Put(u, &part); err != nil {
			return err
		}
	}
	return nil
}

// yearsExclusions are the record's exclusions, and where a cause is capped by the year those of the year's earlier periods.
func (in *intake) yearsExclusions(t terms, rec PeriodRecord) ([]downtime.Exclusion, error) {
	if !t.capsTheYear() {
		return rec.Exclusions, nil
	}
	first, err := calendar.NewDate(rec.Period.From().Year(), time.January, 1)
	if err != nil {
		return nil, err
	}
	// The period that holds the year's first day may begin before it.
	q := recordsFrom(in.agreement.ID, first.AddMonths(-12))
	q.To = in.agreement.ID + "/" + rec.Period.From().String()
	earlier, _, err := records.Page(in.u, q)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var all []downtime.Exclusion
	add := func(exclusions []downtime.Exclusion) {
		for _, x := range exclusions {
			if !seen[x.ID] {
				seen[x.ID] = true
				all = append(all, x)
			}
		}
	}
	add(rec.Exclusions)
	for _, one := range earlier {
		if one.Agreement == in.agreement.ID {
			add(one.Exclusions)
		}
	}
	return sorted(all, func(x downtime.Exclusion) (time.Time, string) { return x.Start, x.ID }), nil
}

// capsTheYear reports whether a cause may exclude only so much of a year.
func (t terms) capsTheYear() bool {
	for _, o := range t.Agreement.Objectives {
		if o.Counting == nil {
			continue
		}
		for _, r := range o.Counting.Rules {
			if r.YearlyCap > 0 {
				return true
			}
		}
	}
	return false
}
