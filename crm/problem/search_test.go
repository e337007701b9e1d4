package problem_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
)

func TestBy_finds_tickets_by_what_they_carry(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		parent := d.begun(mail())
		r := mail()
		r.Customer, r.ExternalID, r.Feature, r.Parent = "dealer-b", "HD 4711", "Web", parent.ID
		child := d.opened(r)
		d.must(d.ChangeAssignment(d.ctx, child.ID, to("web team", "anna")))
		merged := d.must(d.Merge(d.ctx, d.begun(mail()).ID, parent.ID, "reported twice"))
		for name, c := range map[string]struct {
			key, value string
			want       []string
		}{
			"a customer":              {"customer", "dealer-b", []string{child.ID}},
			"the customer's number":   {"externalId", "HD 4711", []string{child.ID}},
			"a feature":               {"feature", "Mail", []string{parent.ID, merged.ID}},
			"the children":            {"parent", parent.ID, []string{child.ID}},
			"what was merged":         {"merged", parent.ID, []string{merged.ID}},
			"a state":                 {"status", string(problem.Acknowledged), []string{child.ID}},
			"a group's desk":          {"assignee", "web team", []string{child.ID}},
			"a person's desk":         {"assignee", "anna", []string{child.ID}},
			"nothing for nobody":      {"customer", "nobody", nil},
			"nothing for no customer": {"customer", "", nil},
		} {
			found, err := d.By(d.ctx, c.key, c.value)
			require.NoError(t, err)
			var ids []string
			for _, f := range found {
				ids = append(ids, f.ID)
			}
			assert.Equal(t, c.want, ids, name)
		}
	})
}
