package crm

import "github.com/etomcrm/etomcrm/etom/personal"

// Holders are all that PersonalData and Erase ask.
func (c *CRM) Holders() []personal.Holder {
	all := []personal.Holder{c.Customers}
	for _, r := range c.rooms() {
		all = append(all, r.holder)
	}
	return all
}
