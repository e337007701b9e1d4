package sla

import "github.com/etomcrm/etomcrm/sla/downtime"

// wording is a word or sentence in English and German.
type wording struct{ en, de string }

func (w wording) in(lang string) string { return word(lang, w.en, w.de) }

// wordings are those of codes.
type wordings map[string]wording

// in is the wording of a code; the code itself if it has none.
func (w wordings) in(lang, code string) string {
	if said, ok := w[code]; ok {
		return said.in(lang)
	}
	return code
}

// stateWords are those of the states.
var stateWords = map[State]wording{
	Met:      {"met", "eingehalten"},
	Warned:   {"met, but behind the warning level", "eingehalten, aber jenseits der Warnschwelle"},
	Violated: {"missed", "verfehlt"},
	NoData:   {"nothing measured", "keine Messwerte"},
}

// causeWords are those of the causes that published agreements know; others stand as they are.
var causeWords = wordings{
	string(downtime.ScheduledMaintenance): {"scheduled maintenance", "geplante Wartung"},
	string(downtime.EmergencyMaintenance): {"emergency maintenance", "Notfallwartung"},
	string(downtime.Customer):             {"caused by the customer", "vom Kunden verursacht"},
	string(downtime.ThirdParty):           {"caused by a third party", "von Dritten verursacht"},
	string(downtime.ForceMajeure):         {"force majeure", "höhere Gewalt"},
	string(downtime.NoAccess):             {"no access", "kein Zugang"},
	string(downtime.Suspension):           {"suspension", "Sperre"},
}

// removalWords are the German sentences of the codes of package downtime; the English ones are in the ledger, with their figures.
var removalWords = wordings{
	downtime.RuleDegraded:      {de: "ist eine Beeinträchtigung und zählt nicht"},
	downtime.RuleNotReported:   {de: "war noch nicht gemeldet"},
	downtime.RuleBeforePeriod:  {de: "liegt vor dem Zeitraum"},
	downtime.RuleAfterPeriod:   {de: "liegt nach dem Zeitraum"},
	downtime.RuleOutsideHours:  {de: "liegt außerhalb der Servicezeit"},
	downtime.RuleExcluded:      {de: "ist ausgenommen"},
	downtime.RuleTooShort:      {de: "ist zu kurz, um zu zählen"},
	downtime.RuleWithinMinimum: {de: "liegt im Anfang, der nie zählt"},
	downtime.RulePartialUnit:   {de: "füllt keine ganze Einheit"},
	downtime.RuleWeight:        {de: "zählt nach dem Gewicht der Beeinträchtigung nicht"},
	downtime.RuleCounted:       {de: "zählt bereits als anderer Ausfall"},
	downtime.RuleWhole:         {de: "gleichzeitige Ausfälle zählen höchstens als ein ganzer"},
	downtime.RuleNoExclusion:   {de: "die Zählweise nimmt nichts aus"},
	downtime.RuleCause:         {de: "die Zählweise nimmt diese Ursache nicht aus"},
	downtime.RuleNotice:        {de: "zu spät oder gar nicht angekündigt"},
	downtime.RuleUnconfirmed:   {de: "nicht bestätigt"},
	downtime.RuleYearlyCap:     {de: "die Höchstdauer des Jahres ist erschöpft"},
	downtime.RulePeriodCap:     {de: "die Höchstdauer des Zeitraums ist erschöpft"},
}
