package contact_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

func (r room) analyst(config *contact.AnalystConfig) *contact.Analyst {
	r.t.Helper()
	a, err := contact.NewAnalyst(r.env, config)
	require.NoError(r.t, err)
	return a
}

// outage lets customers report the same, one a minute.
func (r room) outage(from, until int, text string) {
	r.t.Helper()
	for n := range until - from {
		r.receive(contact.Inbound{Customer: fmt.Sprintf("customer-%d", from+n), Text: text})
		r.clock.Advance(time.Minute)
	}
}

func TestAnalyst_Due_reports_once_until_it_has_grown(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		a := r.analyst(nil)
		due := func() int {
			t.Helper()
			r.clock.Advance(time.Hour)
			n, err := a.Due(ctx, r.clock.Now())
			require.NoError(t, err)
			return n
		}
		r.outage(0, 2, "Ihre Rechnung ist falsch abgerechnet")
		r.clock.Advance(40 * 24 * time.Hour)
		r.outage(0, 4, "keine Verbindung zum Internet")
		assert.Equal(t, 1, due())

		open, err := a.Findings(ctx, etom.ProblemHandling)
		require.NoError(t, err)
		require.Len(t, open, 1)
		assert.Equal(t, []any{contact.Concern{Family: contact.FamilyTopic, Name: "internet"}, 4, 1}, []any{open[0].Concern, open[0].Customers, open[0].Times})
		notice := last[contact.AnalysisNotice](r, open[0].ID)
		assert.Equal(t, contact.AnalysisNotice{Finding: open[0].ID, To: etom.ProblemHandling, Family: contact.FamilyTopic, Topic: "internet", Customers: 4, Contacts: 4,
			First: open[0].First, Last: open[0].Last, Times: 1, Interactions: open[0].Interactions}, notice)

		assert.Zero(t, due(), "it has been told")
		r.outage(4, 7, "keine Verbindung zum Internet")
		assert.Zero(t, due(), "seven are not twice four")
		r.outage(7, 8, "keine Verbindung zum Internet")
		assert.Equal(t, 1, due())
		assert.Equal(t, 2, last[contact.AnalysisNotice](r, open[0].ID).Times)

		r.clock.Advance(24 * time.Hour)
		assert.Zero(t, due())
		open, err = a.Findings(ctx, etom.ProblemHandling)
		require.NoError(t, err)
		assert.Empty(t, open, "it is over")
		r.clock.Advance(30 * 24 * time.Hour)
		r.outage(0, 4, "keine Verbindung zum Internet")
		assert.Equal(t, 1, due(), "and has begun again")
		again, err := a.Finding(ctx, notice.Finding)
		require.NoError(t, err)
		assert.Equal(t, []any{1, again.BeganAt}, []any{again.Times, again.ReportedAt})
		assert.Equal(t, []string{contact.EventAnalysis, contact.EventAnalysis, contact.EventAnalysis}, r.journal(notice.Finding))
	})
}

func TestAnalyst_Due_does_nothing_twice_and_keeps_words_out_of_the_journal(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	a := r.analyst(nil)
	r.outage(0, 1, "kaputt")
	r.clock.Advance(40 * 24 * time.Hour)
	r.outage(0, 5, "Der Quirlomat ist defekt")
	at := r.clock.Now()
	found, err := a.Analyse(ctx, at)
	require.NoError(t, err)
	require.Equal(t, "quirlomat", found[0].Concern.Name)
	n, err := work.Do(ctx, r.env, a.DueTx)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	open, err := a.Findings(ctx, etom.ProblemHandling)
	require.NoError(t, err)
	for _, e := range r.events(open[0].ID) {
		assert.NotContains(t, string(e.Data), "quirlomat")
		assert.NotContains(t, string(e.Data), "customer-")
	}
	r.watched.Unchanged(t, func() {
		for range 2 {
			n, err = a.Due(ctx, at.Add(59*time.Minute))
			require.NoError(t, err)
			assert.Zero(t, n, "not within the hour")
		}
	})
	n, err = a.Due(ctx, at.Add(3*24*time.Hour))
	require.NoError(t, err)
	assert.Zero(t, n)
	_, err = a.Finding(ctx, "nothing")
	assert.ErrorIs(t, err, fault.ErrNotFound)
}

func TestAnalyst_Due_at_several_hosts_reports_once(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		a := r.analyst(nil)
		r.outage(0, 8, "keine Verbindung zum Internet")
		at := r.clock.Now()
		const hosts = 4
		var all sync.WaitGroup
		told, faults := make([]int, hosts), make([]error, hosts)
		for n := range hosts {
			all.Go(func() { told[n], faults[n] = a.Due(ctx, at) })
		}
		all.Wait()
		sum := 0
		for n := range hosts {
			sum += told[n]
			if faults[n] != nil {
				assert.ErrorIs(t, faults[n], fault.ErrConflict, "it lost too often")
			}
		}
		assert.Equal(t, 1, sum)
		open, err := a.Findings(ctx, etom.ProblemHandling)
		require.NoError(t, err)
		require.Len(t, open, 1)
		assert.Len(t, r.events(open[0].ID), 1)
	})
}

func TestAnalyst_tells_each_process_of_its_own(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	a := r.analyst(&contact.AnalystConfig{Rule: contact.Rule{Window: time.Hour, Base: 24}})
	r.outage(0, 1, "kaputt")
	r.clock.Advance(30 * time.Hour)
	r.outage(0, 4, "no connection to the internet")
	r.outage(10, 14, "I am interested in fibre internet, what does it cost?")
	_, err := a.Due(ctx, r.clock.Now())
	require.NoError(t, err)
	for party, customers := range map[etom.Party]int{etom.ProblemHandling: 4, etom.Selling: 4, etom.BillingCollections: 0} {
		open, err := a.Findings(ctx, party)
		require.NoError(t, err)
		sum := 0
		for _, f := range open {
			if f.Concern.Name == "internet" {
				sum += f.Customers
			}
		}
		assert.Equal(t, customers, sum, party)
	}
}

// More contacts than are read at a time.
func TestAnalyst_reads_page_by_page(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	const contacts = 403
	from := r.clock.Now()
	for n := range contacts {
		r.receive(contact.Inbound{Customer: fmt.Sprint("c", n), Kind: contact.ProblemReport, Text: "no mail"})
	}
	r.clock.Advance(time.Minute)
	a := r.analyst(nil)
	found, err := a.Analyse(ctx, r.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, contacts, found[0].Customers)
	s, err := a.Statistics(ctx, from, from.Add(time.Microsecond))
	require.NoError(t, err)
	assert.Equal(t, []int{contacts, contacts, contacts}, []int{s.Contacts, s.Customers, s.ByTopic["mail"]})
	n, err := a.Due(ctx, r.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	open, err := a.Findings(ctx, etom.ProblemHandling)
	require.NoError(t, err)
	assert.Len(t, open[0].Interactions, contact.MaxReported)
	assert.Equal(t, found[0].Interactions[contacts-1], open[0].Interactions[contact.MaxReported-1], "the last ones")
}

func TestAnalyst_Statistics_of_a_time(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		a := r.analyst(nil)
		from := r.clock.Now()
		i := r.receive(contact.Inbound{Channel: contact.Phone, Kind: contact.ProblemReport, Text: "no mail"})
		r.receive(contact.Inbound{From: "stranger@example.org", Text: "hello"})
		r.clock.Advance(2 * time.Hour)
		_, err := r.Complete(ctx, i.ID, "mended")
		require.NoError(t, err)
		until := r.clock.Now()
		r.receive(contact.Inbound{Kind: contact.Enquiry})
		s, err := a.Statistics(ctx, from, until)
		require.NoError(t, err)
		assert.Equal(t, contact.Statistics{From: from, Until: until, Contacts: 2, Customers: 1, Unknown: 1, ByTopic: map[string]int{"mail": 1},
			ByChannel: map[contact.Channel]int{contact.Phone: 1, contact.Email: 1},
			ByKind: map[contact.Kind]contact.Answering{contact.Other: {Contacts: 1},
				contact.ProblemReport: {Contacts: 1, Completed: 1, Median: 2 * time.Hour, Ninetieth: 2 * time.Hour, Longest: 2 * time.Hour}}}, s)
		_, err = a.Statistics(ctx, time.Time{}, time.Time{})
		assert.Equal(t, []string{"from", "until"}, etomtest.Paths(err))
	})
}

func TestNewAnalyst_refuses(t *testing.T) {
	t.Parallel()
	for path, c := range map[string]contact.AnalystConfig{
		"rule.window":        {Rule: contact.Rule{Window: time.Second}},
		"rule.base":          {Rule: contact.Rule{Base: 367}},
		"rule.customers":     {Rule: contact.Rule{Customers: 1}},
		"rule.chance":        {Rule: contact.Rule{Chance: 1}},
		"rule.growth":        {Rule: contact.Rule{Growth: 1}},
		"every":              {Every: -1},
		"kinds[0]":           {Kinds: []contact.Kind{"gossip"}},
		"kinds[1]":           {Kinds: []contact.Kind{contact.Complaint, contact.Complaint}},
		"fields[0]":          {Fields: []string{""}},
		"topics[0].words":    {Topics: []contact.Topic{{Code: "a"}}},
		"topics[0].words[0]": {Topics: []contact.Topic{{Code: "a", Words: []string{""}}}},
		"topics[1].code":     {Topics: []contact.Topic{{Code: "a", Words: []string{"x"}}, {Code: "a", Words: []string{"x"}}}},
	} {
		_, err := contact.NewAnalyst(inMemory(t).env, &c)
		require.ErrorIs(t, err, fault.ErrInvalid, path)
		assert.Equal(t, []string{path}, etomtest.Paths(err))
	}
	_, err := contact.NewAnalyst(inMemory(t).env, &contact.AnalystConfig{Rule: contact.Rule{Window: 366 * 24 * time.Hour, Base: 366}})
	assert.Equal(t, []string{"rule.base"}, etomtest.Paths(err), "366 years are more than a Duration holds")
}

func TestStored_findings_decode_for_ever(t *testing.T) {
	t.Parallel()
	f := contact.Rule{}.Find([]contact.Sighting{sighting("a", 1, topic("mail")), sighting("b", 2, topic("mail")), sighting("c", 3, topic("mail"))}, longAgo, noon)[0]
	stored := contact.Reported{Finding: f, ReportedAt: noon, Times: 2, BeganAt: noon.Add(-time.Hour), SeenAt: noon, Over: true}
	stored.ID, stored.Version = "f-1", 3
	etomtest.Decodes(t, "finding.1.json", stored)
}
