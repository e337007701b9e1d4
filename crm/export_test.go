package crm

import "slices"

// Row is one row of the table of reactions.
type Row struct{ On, Name string }

// Table is the table of reactions, whatever the Config.
func Table() []Row {
	var rows []Row
	for _, r := range table(Config{}) {
		rows = append(rows, Row{On: r.on, Name: r.name})
	}
	return rows
}

// Rows are the rows that apply with the Config of c, in the order of the table.
func (c *CRM) Rows() []Row {
	var rows []Row
	for _, r := range Table() {
		if slices.ContainsFunc(c.reactions[r.On], func(active reaction) bool { return active.name == r.Name }) {
			rows = append(rows, r)
		}
	}
	return rows
}

// Without takes a reaction away.
func (c *CRM) Without(name string) {
	for on, rows := range c.reactions {
		c.reactions[on] = slices.DeleteFunc(rows, func(r reaction) bool { return r.name == name })
	}
}
