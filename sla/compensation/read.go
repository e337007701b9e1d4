package compensation

import (
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// ReadSchemes reads a JSON list of schemes, as encoding/json writes it, and checks them. fault.ErrInvalid names every fault at once, with
// its line: what is unknown, of the wrong type or cannot be read; and if nothing is, what does not fit together.
func ReadSchemes(text []byte) ([]Scheme, error) {
	var c fault.Check
	var schemes []Scheme
	if root := decode.JSON(text, &c); root != nil {
		decode.Into(root, &schemes, &c)
	}
	if err := c.Err("compensation.Schemes"); err != nil {
		return nil, err
	}
	if len(schemes) == 0 {
		c.Add("schemes", fault.RuleRequired, "must be a list of at least one scheme")
		return nil, c.Err("compensation.Schemes")
	}
	if err := Check(schemes); err != nil {
		return nil, err
	}
	return schemes, nil
}
