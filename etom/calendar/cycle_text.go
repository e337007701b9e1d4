package calendar

import (
	"encoding/json"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// String writes the cycle for people: month Europe/Berlin, month from 2026-01-31 Europe/Berlin, 30 days from 2026-01-01 UTC,
// rolling 30 days UTC.
func (c Cycle) String() string {
	text := string(c.Unit)
	switch c.Unit {
	case Days:
		text = fmt.Sprintf("%d days", c.Days)
	case Rolling:
		text = fmt.Sprintf("rolling %d days", c.Days)
	}
	if !c.Anchor.IsZero() {
		text += " from " + c.Anchor.String()
	}
	return text + " " + c.Zone
}

// MarshalJSON writes {"unit":"month","anchor":"2026-01-31","zone":"Europe/Berlin"}; fault.ErrInvalid if Check refuses the cycle.
func (c Cycle) MarshalJSON() ([]byte, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	type plain Cycle
	return json.Marshal(plain(c))
}

// UnmarshalJSON reads what MarshalJSON writes and refuses what Check refuses, a text that is no date, and a field that a Cycle does
// not have: all faults at once. null changes nothing, as encoding/json has it. After an error c is as before.
func (c *Cycle) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var f, whole fault.Check
	var text struct {
		Unit   Unit   `json:"unit"`
		Days   int    `json:"days"`
		Anchor string `json:"anchor"`
		Zone   string `json:"zone"`
	}
	if !readStrictly(&f, data, &text) {
		return f.Err("calendar.Cycle")
	}
	read := Cycle{Unit: text.Unit, Days: text.Days, Zone: text.Zone}
	readText(&f, "anchor", text.Anchor, &read.Anchor)
	read.check(&whole)
	addNew(&f, &whole)
	if err := f.Err("calendar.Cycle"); err != nil {
		return err
	}
	*c = read
	return nil
}
