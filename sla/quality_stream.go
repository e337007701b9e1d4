package sla

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// streamPart is a part of what the samples of a period have come to: the state of a Stream that has only them, packed, and cut so
// that no record of the store grows too long.
type streamPart struct {
	store.Meta
	Parts int    `json:"parts"` // how many there are
	Data  []byte `json:"data"`
}

const partBytes = 100_000 // packed; in base64 far below store.MaxBody

var streamParts = store.NewCollection[streamPart]("sla.stream", nil)

// evaluate holds a record, and the samples that were counted and those to be added, against its agreement.
func (in *intake) evaluate(t terms, rec PeriodRecord) (Report, error) {
	r := rec.evidence(t)
	var err error
	if r.Exclusions, err = in.yearsExclusions(t, rec); err != nil {
		return Report{}, err
	}
	if r.Granted, err = in.granted(t, rec); err != nil {
		return Report{}, err
	}
	fresh := in.samples[rec.Period.From()]
	kept, err := loadStream(in.u, rec)
	if err != nil {
		return Report{}, err
	}
	if len(kept.parts) == 0 && fresh.none() {
		return Evaluate(t.Agreement, r, rec.Period, in.u.At)
	}
	s, err := kept.open(t.Agreement, rec.Period)
	if err != nil {
		return Report{}, err
	}
	if !fresh.none() {
		if err := fresh.addTo(s); err != nil {
			return Report{}, err
		}
		if err := kept.save(in.u, s); err != nil {
			return Report{}, err
		}
	}
	if err := r.addTo(s); err != nil {
		return Report{}, err
	}
	return s.Report(in.u.At)
}

func (s sampled) none() bool { return len(s.samples) == 0 && len(s.counts) == 0 }

// addTo gives samples and counts to a stream.
func (s sampled) addTo(to *Stream) error {
	for _, metric := range slices.Sorted(maps.Keys(s.samples)) {
		for _, one := range s.samples[metric] {
			if err := to.AddSample(metric, one); err != nil {
				return err
			}
		}
	}
	for _, metric := range slices.Sorted(maps.Keys(s.counts)) {
		for _, one := range s.counts[metric] {
			if err := to.AddCount(metric, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// addTo gives all but the samples to a stream.
func (r Record) addTo(to *Stream) error {
	for _, o := range r.Outages {
		if err := to.AddOutage(o); err != nil {
			return err
		}
	}
	for _, x := range r.Exclusions {
		if err := to.AddExclusion(x); err != nil {
			return err
		}
	}
	for _, m := range r.Repairs {
		if err := to.AddRepair(m); err != nil {
			return err
		}
	}
	if r.Granted != nil {
		to.SetGranted(*r.Granted)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Fees)) {
		if err := to.SetFee(name, r.Fees[name]); err != nil {
			return err
		}
	}
	return nil
}

// keptStream is a stream's state as it is stored.
type keptStream struct {
	agreement string
	from      calendar.Date // the period's first day
	parts     []streamPart
}

func (k keptStream) partID(n int) string { return idOf(k.agreement, k.from.String(), strconv.Itoa(n)) }

func loadStream(u *work.Unit, rec PeriodRecord) (keptStream, error) {
	k := keptStream{agreement: rec.Agreement, from: rec.Period.From()}
	for n, parts := 0, 1; n < parts; n++ {
		part, found, err := streamParts.Find(u, k.partID(n))
		if err != nil || !found {
			return k, err
		}
		parts = part.Parts
		k.parts = append(k.parts, part)
	}
	return k, nil
}

// open makes the stream of what is stored, or a new one.
func (k keptStream) open(a Agreement, p calendar.Period) (*Stream, error) {
	if len(k.parts) == 0 {
		return NewStream(a, p)
	}
	var packed []byte
	for _, part := range k.parts {
		packed = append(packed, part.Data...)
	}
	state, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, err
	}
	s := new(Stream)
	return s, json.Unmarshal(state, s)
}

// save stores the stream in place of the one loaded.
func (k keptStream) save(u *work.Unit, s *Stream) error {
	data, err := packed(s)
	if err != nil {
		return err
	}
	chunks := slices.Collect(slices.Chunk(data, partBytes))
	for n, chunk := range chunks {
		part := streamPart{Meta: store.Meta{ID: k.partID(n)}}
		if n < len(k.parts) {
			part = k.parts[n]
		}
		part.Parts, part.Data = len(chunks), chunk
		if err := streamParts.Put(u, &part); err != nil {
			return err
		}
	}
	for n := len(chunks); n < len(k.parts); n++ {
		if err := streamParts.Delete(u, &k.parts[n]); err != nil {
			return err
		}
	}
	return nil
}

func packed(s *Stream) ([]byte, error) {
	state, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	var to bytes.Buffer
	w, err := flate.NewWriter(&to, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(state); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return to.Bytes(), nil
}
