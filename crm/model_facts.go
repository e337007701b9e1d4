package crm

import (
	"strconv"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/work"
)

// modelFacts give models (3.9.4) the same facts as customer risk, by the same names: amounts in units of their currency, flags as 1 and 0.
type modelFacts struct{ c *CRM }

// Gather implements insight.FactSource.
func (m modelFacts) Gather(u *work.Unit, customer string, wanted []model.Input) (model.Facts, error) {
	known := rule.NewFacts(risk.Schema(m.c.Risk.Currency()))
	if err := riskSources(m).Gather(u, risk.Ask{Customer: customer}, known); err != nil {
		return model.Facts{}, err
	}
	facts := model.Facts{Numbers: map[string]float64{}, Texts: map[string]string{}}
	for _, input := range wanted {
		v, there := known.Get(input.Name)
		if !there {
			continue
		}
		switch v.Kind() {
		case rule.Text:
			facts.Texts[input.Name] = v.Text()
		case rule.Flag:
			facts.Numbers[input.Name] = map[bool]float64{true: 1}[v.Flag()]
		case rule.Number:
			n, err := strconv.ParseFloat(v.Number().String(), 64)
			if err != nil {
				return facts, err
			}
			facts.Numbers[input.Name] = n
		case rule.Amount:
			n, err := strconv.ParseFloat(v.Amount().Number(), 64)
			if err != nil {
				return facts, err
			}
			facts.Numbers[input.Name] = n
		}
	}
	return facts, nil
}
