package selling

import (
	"fmt"
	"time"
)

// Education is what the customer must know about one product of a proposal before signing (3.4.2): its risk and its effort.
type Education struct {
	Offering    string   `json:"productOffering"`
	Name        string   `json:"name"`
	Kind        Kind     `json:"kind"`
	Sentences   []string `json:"sentence"`
	Acknowledge bool     `json:"acknowledge,omitempty"` // the customer must say that this is understood
}

// Educate tells, for every special or custom product among the items that is new or changed, how long its answer and its
// delivery take, and what risk and effort it brings; of a standard product only a risk and effort that must be acknowledged.
func (p Portfolio) Educate(items []Item) []Education {
	var all []Education
	ends := map[string]time.Duration{}
	for _, i := range items {
		ends[i.ID] = i.LeadTime + i.wait(ends)
		o, _ := p.Find(i.Offering)
		if !i.charged() || o.Kind == Standard && !o.Acknowledge {
			continue
		}
		all = append(all, Education{Offering: o.ID, Name: o.Name, Kind: o.Kind, Sentences: o.sentences(ends[i.ID]), Acknowledge: o.Acknowledge})
	}
	return all
}

func (o Offering) sentences(complete time.Duration) []string {
	var all []string
	if o.Kind != Standard {
		all = append(all, fmt.Sprintf("%s is a %s product.", o.Name, o.Kind))
		if o.AnswerTime > 0 {
			all = append(all, fmt.Sprintf("Whether it can be delivered is answered within %s.", span(o.AnswerTime)))
		}
		if complete > 0 {
			all = append(all, fmt.Sprintf("From the order to completion it takes %s.", span(complete)))
		}
	}
	for _, said := range []string{o.Risk, o.Effort} {
		if said != "" {
			all = append(all, said)
		}
	}
	return all
}

// span is a duration in words: "14 days", "36 hours", "1 hour", "1h30m0s".
func span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return fmt.Sprintf("%d days", d/day)
	case d == time.Hour:
		return "1 hour"
	case d%time.Hour == 0:
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return d.String()
}
