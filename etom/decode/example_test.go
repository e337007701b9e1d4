package decode_test

import (
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func Example() {
	var offer struct {
		Name  string        `json:"name"`
		Price money.Amount  `json:"price"`
		From  calendar.Date `json:"from"`
		Note  string        `json:"note,omitempty"`
	}
	var c fault.Check
	root := decode.JSON([]byte(`{
	"name": 7,
	"price": "49.90 EURO",
	"form": "2026-03-01"
}`), &c)
	if root != nil {
		decode.Into(root, &offer, &c)
	}
	var invalid *fault.Invalid
	if errors.As(c.Err("offer"), &invalid) {
		for _, f := range invalid.Fields {
			fmt.Printf("%s: %s\n", f.Path, f.Message)
		}
	}
	// Output:
	// name: line 2: must be a text
	// price: line 3: "EURO" is no currency code of ISO 4217; write it like EUR
	// form: line 4: is not a field here; there are name, price, from, note
	// from: line 1: is missing
}

// A type that reads its own JSON reads it here too, and its faults are told at their paths.
func ExampleInto() {
	var contract struct {
		Term calendar.Period `json:"term"`
	}
	var c fault.Check
	decode.Into(decode.JSON([]byte(`{"term": {"from": "2026-03-01", "to": "2026-03-01", "zone": "Mars/Olympus"}}`), &c), &contract, &c)
	for _, f := range c.Fields() {
		fmt.Println(f.Path)
	}
	// Output:
	// term.to
	// term.zone
}
