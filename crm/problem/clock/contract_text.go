package clock

import (
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// ReadContract reads a contract from JSON. fault.ErrInvalid names every fault at once, each with its path and line: fields that are
// unknown, missing or of the wrong type, and what Check finds in the rest.
func ReadContract(data []byte) (Contract, error) {
	var f fault.Check
	var c Contract
	if root := decode.JSON(data, &f); root != nil {
		decode.Into(root, &c, &f)
		decode.Meaning(root, &f, c.Check())
	}
	if err := f.Err("clock.Contract"); err != nil {
		return Contract{}, err
	}
	return c, nil
}
