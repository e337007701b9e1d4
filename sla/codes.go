package sla

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// The stable codes of what a report says, and of the faults that Check finds beside the shared ones of package fault. A code may
// be retired, but is never given to another rule.
const (
	CodeMet          = "SLA-MET"           // the target holds
	CodeWarning      = "SLA-WARNING"       // the warning level does not hold
	CodeViolated     = "SLA-VIOLATED"      // the target does not hold
	CodeNoData       = "SLA-NO-DATA"       // nothing was measured
	CodeNoFault      = "SLA-NO-FAULT"      // no fault belongs to the period
	CodeOpenFault    = "SLA-OPEN-FAULT"    // a fault is not repaired; its time goes on
	CodeProvisional  = "SLA-PROVISIONAL"   // the period goes on
	CodeMissing      = "SLA-MISSING"       // samples are missing
	CodeClipped      = "SLA-CLIPPED"       // samples beyond the metric's most count as its most
	CodeNoTier       = "SLA-NO-TIER"       // the target is missed, but no tier holds
	CodeNoStep       = "SLA-NO-STEP"       // the target is missed, but by less than a full step
	CodeRemedy       = "SLA-REMEDY"        // what a remedy is taken of
	CodeStacking     = "SLA-STACKING"      // another remedy stays instead
	CodeObjectiveCap = "SLA-OBJECTIVE-CAP" // the objective's cap
	CodeCap          = "SLA-CAP"           // the period's cap
	CodeContractCap  = "SLA-CONTRACT-CAP"  // the contract's cap: other periods have used it up
	CodeMinimum      = "SLA-MINIMUM"       // the period's remedies are too small to be paid
	CodeGranted      = "SLA-GRANTED"       // an adjustment: new
	CodeRaised       = "SLA-RAISED"        // an adjustment: more than before
	CodeLowered      = "SLA-LOWERED"       // an adjustment: less than before
	CodeWithdrawn    = "SLA-WITHDRAWN"     // an adjustment: nothing any more

	RuleMissingFee  = "SLA-FEE-MISSING"  // the record has no amount for a fee
	RuleTierEmpty   = "SLA-TIER-NEVER"   // a tier never applies
	RuleTierTwice   = "SLA-TIER-TWICE"   // two tiers apply at once
	RuleTierMet     = "SLA-TIER-MET"     // a tier applies where the target is met
	RuleTarget      = "SLA-TARGET"       // a target that is always met, or never
	RuleWarning     = "SLA-WARNING-SIDE" // a warning level on the wrong side of the target
	RuleCap         = "SLA-CAP-MINIMUM"  // a cap below the minimum
	RuleFeature     = "SLA-FEATURE"      // not a feature of the agreement
	RuleFee         = "SLA-FEE"          // not a fee of the agreement
	RuleZone        = "SLA-ZONE"         // zones that differ
	RulePeriod      = "SLA-PERIOD"       // not a period of the agreement
	RuleUnit        = "SLA-UNIT"         // a unit that the objective's kind has not
	RuleSuperfluous = "SLA-SUPERFLUOUS"  // a field that has no meaning here
)

// sentences has what is said with each code, in English and German.
var sentences = map[string]struct{ en, de string }{
	CodeMet:          {"the target is met: %[1]s, %[2]s is asked for", "Ziel eingehalten: %[1]s, verlangt ist %[2]s"},
	CodeWarning:      {"the warning level is crossed: %[1]s, it asks for %[2]s", "Warnschwelle überschritten: %[1]s, sie verlangt %[2]s"},
	CodeViolated:     {"the target is missed: %[1]s, %[2]s is asked for", "Ziel verfehlt: %[1]s, verlangt ist %[2]s"},
	CodeNoData:       {"nothing was measured", "es liegen keine Messwerte vor"},
	CodeNoFault:      {"no fault belongs to the period", "in den Zeitraum fällt keine Störung"},
	CodeOpenFault:    {"fault %[1]s is not repaired yet, its time goes on", "Störung %[1]s ist noch nicht behoben, ihre Zeit läuft weiter"},
	CodeProvisional:  {"the period is not over, the figures are provisional", "der Zeitraum ist nicht abgelaufen, die Zahlen sind vorläufig"},
	CodeMissing:      {"of what was to be sampled %[1]d are missing", "von den erwarteten Messwerten fehlen %[1]d"},
	CodeClipped:      {"%[1]d samples lie beyond what the metric tells apart and count as its most", "%[1]d Messwerte liegen über dem, was die Messgröße unterscheidet, und zählen als ihr Höchstwert"},
	CodeNoTier:       {"no tier holds for %[1]s: nothing is due", "für %[1]s gilt keine Stufe: nichts ist fällig"},
	CodeNoStep:       {"%[1]s is less than a full step beyond: nothing is due", "%[1]s liegt um weniger als einen vollen Schritt darüber: nichts ist fällig"},
	CodeRemedy:       {"%[1]s", "%[1]s"},
	CodeStacking:     {"another remedy stays instead: %[1]s less", "eine andere Gutschrift bleibt stattdessen: %[1]s weniger"},
	CodeObjectiveCap: {"the objective's cap: %[1]s less", "Höchstbetrag der Zusage: %[1]s weniger"},
	CodeCap:          {"the period's cap: %[1]s less", "Höchstbetrag des Zeitraums: %[1]s weniger"},
	CodeContractCap:  {"the contract's cap, less what other periods were granted: %[1]s less", "Höchstbetrag des Vertrags abzüglich der Gutschriften anderer Zeiträume: %[1]s weniger"},
	CodeMinimum:      {"the period's remedies are too small to be paid: %[1]s less", "die Gutschriften des Zeitraums sind zu klein für eine Auszahlung: %[1]s weniger"},
	CodeGranted:      {"granted", "gewährt"},
	CodeRaised:       {"raised", "erhöht"},
	CodeLowered:      {"lowered", "gesenkt"},
	CodeWithdrawn:    {"withdrawn", "zurückgenommen"},
}

// reason makes the English reason with a code.
func reason(code string, args ...any) fault.Reason {
	return fault.Reason{Code: code, Message: sentence("en", code, args...)}
}

// sentence is what is said with a code, in a language.
func sentence(lang, code string, args ...any) string {
	s := sentences[code]
	form := word(lang, s.en, s.de)
	if len(args) == 0 {
		return form
	}
	return fmt.Sprintf(form, args...)
}

// word chooses by language: German for "de", else English.
func word(lang, en, de string) string {
	if lang == "de" {
		return de
	}
	return en
}
