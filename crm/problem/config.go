package problem

import (
	"cmp"
	"errors"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Config of Problem Handling; nil is the default.
type Config struct {
	Terms *clock.Contract // promised of every ticket that no agreement says more of; nil: nothing is promised
	Hours calendar.Hours  // working calendar of silence and reminders; zero: Monday to Friday, 08:00 to 18:00 UTC

	AskNobody    bool          // neither Retention & Loyalty nor Customer QoS/SLA Management is asked about priorities
	AnswerWithin time.Duration // how long their answers are waited for; 0: 1 hour
	Priorities   []PriorityRow // nil: Priorities()

	SilenceDays       int           // so many whole working days of silence close a resolved ticket; 0: 5
	ReopenWithin      time.Duration // until when after its end a closed ticket may be reopened; 0: 14 days
	ParentsCloseAlone bool          // a parent does not wait for its children to be closed

	RemindInHours bool            // no reminder falls outside Hours
	Escalations   []EscalationRow // nil: Escalations()
	Sharing       []ShareRule     // when tickets get a parent of their own accord; nil: Sharing(); empty: never
}

// complete is the Config with its defaults.
func (c Config) complete() (Config, error) {
	if c.Hours.IsZero() {
		var err error
		if c.Hours, err = officeHours(); err != nil {
			return c, err
		}
	}
	if c.Priorities == nil {
		c.Priorities = priorityRows
	}
	if c.Escalations == nil {
		c.Escalations = escalationRows
	}
	if c.Sharing == nil {
		c.Sharing = shareRules
	}
	c.AnswerWithin = cmp.Or(c.AnswerWithin, time.Hour)
	c.SilenceDays = cmp.Or(c.SilenceDays, 5)
	c.ReopenWithin = cmp.Or(c.ReopenWithin, 14*24*time.Hour)
	return c, c.check()
}

func (c Config) check() error {
	var f fault.Check
	if c.Terms != nil {
		checkContract(&f, "terms", *c.Terms)
	}
	f.Span("answerWithin", c.AnswerWithin)
	f.Span("reopenWithin", c.ReopenWithin)
	f.That(c.SilenceDays >= 1 && c.SilenceDays <= calendar.MaxWorkdays, "silenceDays", fault.RuleRange, "must be between 1 and 7300")
	checkPriorities(&f, c.Priorities)
	checkEscalations(&f, c.Escalations)
	checkSharing(&f, c.Sharing)
	return f.Err("problem.config")
}

func officeHours() (calendar.Hours, error) {
	return calendar.NewHours(calendar.HoursSpec{Name: "office", Version: "1", Zone: "UTC", Windows: calendar.Daily(
		calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"),
		calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday)})
}

// checkContract adds the faults of a contract below a path.
func checkContract(f *fault.Check, path string, contract clock.Contract) {
	within(f, path, contract.Check())
}

// within adds the faults of a part that another package has checked.
func within(f *fault.Check, path string, err error) {
	if err == nil {
		return
	}
	var part fault.Check
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		f.Add(path, fault.RuleFormat, err.Error())
		return
	}
	for _, field := range invalid.Fields {
		part.Add(field.Path, field.Rule, field.Message)
	}
	f.Within(path, &part)
}
