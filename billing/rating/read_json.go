package rating

import (
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// object reads a line of JSON.
func (r *Reader) object(line []byte, u *Usage, c *fault.Check) {
	root := decode.JSON(line, c)
	if root == nil {
		return
	}
	if root.Type != decode.Object {
		c.Add("", fault.RuleFormat, "must be an object such as {\"id\":\"u-1\",\"kind\":\"voice\",…}")
		return
	}
	var seen [16]bool
	for _, f := range root.Fields {
		column := columnOf(f.Name)
		if column == nil {
			c.Add(f.Name, fault.RuleUnknown, "is no field of a usage record; it has "+columnNames())
			continue
		}
		i := index(column)
		c.That(!seen[i], f.Name, fault.RuleDuplicate, "is there twice")
		seen[i] = true
		switch s, ok := scalar(f.Node); {
		case !ok:
			c.Add(f.Name, fault.RuleFormat, "must be a text or a number")
		case s != "":
			column.read(u, s, r.zone, c)
		}
	}
	required(u, c)
}

// scalar is a value as CSV would have it; {"amount":"12.34","currency":"EUR"} is 12.34 EUR.
func scalar(n *decode.Node) (string, bool) {
	switch n.Type {
	case decode.Text, decode.Num:
		return n.Scalar, true
	case decode.Null:
		return "", true
	case decode.Object:
		if len(n.Fields) == 2 {
			amount, currency := n.Fields[0], n.Fields[1]
			if amount.Name == "currency" {
				amount, currency = currency, amount // an object's members have no order
			}
			return amount.Node.Scalar + " " + currency.Node.Scalar, amount.Name == "amount" && currency.Name == "currency"
		}
	}
	return "", false
}
