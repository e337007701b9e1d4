package sla

import (
	"encoding/json"
	"reflect"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// streamState is the stored form of a Stream.
type streamState struct {
	Agreement Agreement                `json:"agreement"`
	Period    calendar.Period          `json:"period"`
	Record    Record                   `json:"record"`
	Meters    map[string]*sample.Meter `json:"meter,omitempty"` // by the objective's id
	Burn      map[string][]burnEntry   `json:"burn,omitempty"`  // likewise
}

// MarshalJSON writes the whole state.
func (s *Stream) MarshalJSON() ([]byte, error) {
	state := streamState{Agreement: s.agreement, Period: s.period, Record: s.record, Meters: map[string]*sample.Meter{}, Burn: map[string][]burnEntry{}}
	for i, o := range s.agreement.Objectives {
		if s.meters[i] != nil {
			state.Meters[o.ID] = s.meters[i]
		}
		if s.logs[i] != nil {
			state.Burn[o.ID] = s.logs[i].entries
		}
	}
	return json.Marshal(state)
}

// UnmarshalJSON reads what MarshalJSON writes; after an error s is as before.
func (s *Stream) UnmarshalJSON(data []byte) error {
	var state streamState
	if err := json.Unmarshal(data, &state); err != nil {
		return err
	}
	made, err := NewStream(state.Agreement, state.Period)
	if err != nil {
		return err
	}
	if err := made.restore(state); err != nil {
		return err
	}
	*s = *made
	return nil
}

// restore puts the state back, as far as it is one of this agreement.
func (s *Stream) restore(state streamState) error {
	var c fault.Check
	for i, o := range s.agreement.Objectives {
		if s.meters[i] == nil {
			continue
		}
		m := state.Meters[o.ID]
		if m == nil || !sameMeter(m, s.meters[i]) {
			c.Add("meter."+o.ID, fault.RuleReference, "must be the state of the objective's meter")
			continue
		}
		s.meters[i] = m
		if s.logs[i] != nil {
			s.logs[i].restore(&c, "burn."+o.ID, state.Burn[o.ID])
		}
	}
	if err := c.Err("sla.Stream"); err != nil {
		return err
	}
	for _, o := range state.Record.Outages {
		within(&c, "record", s.AddOutage(o))
	}
	for _, x := range state.Record.Exclusions {
		within(&c, "record", s.AddExclusion(x))
	}
	for _, r := range state.Record.Repairs {
		within(&c, "record", s.AddRepair(r))
	}
	for name, fee := range state.Record.Fees {
		within(&c, "record", s.SetFee(name, fee))
	}
	s.record.Granted = state.Record.Granted
	return c.Err("sla.Stream")
}

// sameMeter reports whether a stored meter measures what the agreement asks for.
func sameMeter(stored, asked *sample.Meter) bool {
	return stored.Metric() == asked.Metric() && stored.Period() == asked.Period() && reflect.DeepEqual(stored.Rule(), asked.Rule())
}
