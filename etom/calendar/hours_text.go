package calendar

import (
	"encoding/json"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// MarshalJSON writes the HoursSpec the calendar was made of. The zero Hours is fault.ErrInvalid.
func (h Hours) MarshalJSON() ([]byte, error) {
	if h.in == nil {
		var c fault.Check
		c.Add("hours", fault.RuleRequired, "is no calendar and cannot be written; tag an optional field omitzero")
		return nil, c.Err("calendar.Hours")
	}
	return json.Marshal(h.in.spec)
}

// UnmarshalJSON reads what MarshalJSON writes and refuses what NewHours refuses, a text that is no date or time, and a field
// that a HoursSpec does not have: all faults at once. null changes nothing, as encoding/json has it. After an error h is as before.
func (h *Hours) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var c, whole fault.Check
	spec, ok := readHoursSpec(&c, data)
	if !ok {
		return c.Err("calendar.Hours")
	}
	parsed := newHours(&whole, spec)
	addNew(&c, &whole)
	if err := c.Err("calendar.Hours"); err != nil {
		return err
	}
	h.in = parsed
	return nil
}

// UnmarshalJSON reads a spec, all texts that are no date or time and unknown fields as faults at once; what NewHours refuses it
// lets pass. After an error s is as before.
func (s *HoursSpec) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var c fault.Check
	spec, _ := readHoursSpec(&c, data)
	if err := c.Err("calendar.Hours"); err != nil {
		return err
	}
	*s = spec
	return nil
}

// hoursText is a HoursSpec whose dates and times are not read yet.
type hoursText struct {
	Name     string        `json:"name"`
	Version  string        `json:"version"`
	Zone     string        `json:"zone"`
	Always   bool          `json:"always"`
	Windows  []windowText  `json:"windows"`
	Region   Region        `json:"region"`
	Holidays []holidayText `json:"holidays"`
	Workdays []string      `json:"workdays"`
}

type windowText struct {
	Day  string `json:"day"`
	From string `json:"from"`
	To   string `json:"to"`
}

type holidayText struct {
	Date string `json:"date"`
	Name string `json:"name"`
	De   string `json:"de"`
}

func readHoursSpec(c *fault.Check, data []byte) (HoursSpec, bool) {
	var text hoursText
	if !readStrictly(c, data, &text) {
		return HoursSpec{}, false
	}
	spec := HoursSpec{Name: text.Name, Version: text.Version, Zone: text.Zone, Always: text.Always, Region: text.Region}
	for i, w := range text.Windows {
		var window Window
		path := fmt.Sprintf("windows[%d]", i)
		readText(c, path+".day", w.Day, &window.Day)
		readText(c, path+".from", w.From, &window.From)
		readText(c, path+".to", w.To, &window.To)
		spec.Windows = append(spec.Windows, window)
	}
	for i, h := range text.Holidays {
		holiday := Holiday{Name: h.Name, De: h.De}
		readText(c, fmt.Sprintf("holidays[%d].date", i), h.Date, &holiday.Date)
		spec.Holidays = append(spec.Holidays, holiday)
	}
	for i, d := range text.Workdays {
		var date Date
		readText(c, fmt.Sprintf("workdays[%d]", i), d, &date)
		spec.Workdays = append(spec.Workdays, date)
	}
	return spec, true
}
