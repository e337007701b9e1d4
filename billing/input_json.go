package billing

import (
	"encoding/json"

	"github.com/etomcrm/etomcrm/billing/tax"
)

// plainInput is an Input without its methods.
type plainInput Input

// MarshalJSON writes the input with the rows of its table of taxes.
func (in Input) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		plainInput
		Taxes []tax.Row `json:"taxes,omitempty"`
	}{plainInput(in), in.Taxes.Rows()})
}

// UnmarshalJSON reads what MarshalJSON writes; after an error in is as before.
func (in *Input) UnmarshalJSON(data []byte) error {
	var read struct {
		plainInput
		Taxes []tax.Row `json:"taxes"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	table, err := tax.NewTable(read.Taxes)
	if err != nil {
		return err
	}
	*in = Input(read.plainInput)
	in.Taxes = table
	return nil
}
