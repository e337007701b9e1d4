package crashtest_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/event"
)

// delivery is an event as it arrived.
type delivery struct {
	entry
	life int
	sure bool // another delivery followed in the same life, so the note of this one is written
}

// deliveries lists what arrived, in the order of arrival.
func (e evidence) deliveries() []delivery {
	var found []delivery
	for life, lines := range e.lives {
		last := -1 // the delivery whose note may still fail
		for _, line := range lines {
			switch line.Step.What {
			case unnoted:
				last = -1
			case delivered:
				if last >= 0 {
					found[last].sure = true
				}
				last = len(found)
				found = append(found, delivery{entry: line.Step, life: life})
			}
		}
	}
	return found
}

func (e evidence) byID() map[string]event.Event {
	known := map[string]event.Event{}
	for _, one := range e.events {
		known[one.ID] = one
	}
	return known
}

func untrue(e evidence) []string {
	var broken []string
	known := e.byID()
	for _, d := range e.deliveries() {
		one, there := known[d.Event]
		if !there {
			broken = append(broken, fmt.Sprintf("%s %s: is not there", d.Type, d.Event))
			continue
		}
		if one.Type != d.Type || one.Correlation != d.Correlation || one.No != d.No {
			broken = append(broken, fmt.Sprintf("%s: arrived as %s %s/%d, is %s %s/%d", d.Event, d.Type, d.Correlation, d.No, one.Type, one.Correlation, one.No))
		}
	}
	return broken
}

func outOfOrder(e evidence) []string {
	var broken []string
	seen, last := map[string]bool{}, map[string]int64{}
	for _, d := range e.deliveries() {
		if seen[d.Event] {
			continue
		}
		seen[d.Event] = true
		if d.No != last[d.Correlation]+1 {
			broken = append(broken, fmt.Sprintf("%s: number %d arrived behind %d", d.Correlation, d.No, last[d.Correlation]))
		}
		last[d.Correlation] = d.No
	}
	return broken
}

func misnoted(e evidence) []string {
	var broken []string
	arrived, sure := map[string]bool{}, map[string]bool{}
	for _, d := range e.deliveries() {
		arrived[d.Event] = true
		sure[d.Event] = sure[d.Event] || d.sure
	}
	for _, one := range e.events {
		if one.Delivered && !arrived[one.ID] {
			broken = append(broken, fmt.Sprintf("%s/%d %s is noted as delivered and was not", one.Correlation, one.No, one.Type))
		}
		if !one.Delivered && sure[one.ID] {
			broken = append(broken, fmt.Sprintf("%s/%d %s was delivered and is not noted", one.Correlation, one.No, one.Type))
		}
	}
	return broken
}

func repeated(e evidence) []string {
	var broken []string
	before := map[string]delivery{}
	for _, d := range e.deliveries() {
		if b, twice := before[d.Event]; twice && b.sure {
			broken = append(broken, fmt.Sprintf("%s/%d of life %d arrived again in life %d", d.Correlation, d.No, b.life, d.life))
		}
		before[d.Event] = d
	}
	return broken
}
