package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/crm/retention/fit"
	"github.com/etomcrm/etomcrm/crm/retention/model"
)

// page is what the program prints, in a language.
type page struct {
	out  io.Writer
	lang string
}

func (p page) say(en, de string, values ...any) {
	fmt.Fprintln(p.out, said(p.lang, en, de, values...))
}

func (p page) head(en, de string) { p.say("\n"+en+"\n"+underline(en), "\n"+de+"\n"+underline(de)) }

func underline(text string) string { return strings.Repeat("-", utf8.RuneCountInString(text)) }

func (p page) source(s source) {
	if s.truth != nil {
		p.say("%d customers, made up (seed %d): the truth by which they leave stands beside what the model finds.",
			"%d Kunden, erfunden (Startwert %d): Die Wahrheit, nach der sie gehen, steht neben dem, was das Modell findet.", s.data.Rows(), madeUpSeed)
	} else {
		p.say("%s: %d customers; %d more left out, because a value is missing.",
			"%s: %d Kunden; %d weitere ausgelassen, weil ein Wert fehlt.", s.name, s.data.Rows(), s.data.Dropped())
	}
	l := s.data.Layout()
	p.say("%d of them, %.1f %%, have %s=%s.", "%d davon, %.1f %%, haben %s=%s.", s.data.Positives(), 100*float64(s.data.Positives())/float64(s.data.Rows()), l.Target, l.Positive)
	for _, r := range s.aside {
		p.say("Not looked at: %s (%s)", "Nicht betrachtet: %s (%s)", r.Message, r.Code)
	}
}

func (p page) model(m model.Model, r fit.Report, truth map[string]float64) {
	p.head("The model", "Das Modell")
	width := len("intercept")
	for _, t := range m.Terms {
		width = max(width, utf8.RuneCountInString(t.Name()))
	}
	p.say("%-*s %12s %12s %8s %12s", "%-*s %12s %12s %8s %12s", width, word(p.lang, "term", "Term"), word(p.lang, "coefficient", "Koeffizient"),
		word(p.lang, "std. error", "Std.-Fehler"), "z", word(p.lang, "odds times", "Chancen mal")+truthHead(truth, p.lang))
	p.term(width, word(p.lang, "intercept", "Konstante"), m.Intercept, m.InterceptError, truth, "")
	for _, t := range m.Terms {
		if t.LeftOut {
			p.say("%-*s %12s", "%-*s %12s", width, t.Name(), "-")
			continue
		}
		p.term(width, t.Name(), t.Coefficient, t.StandardError, truth, t.Name())
	}
	p.say("Newton steps %d, log-likelihood %.3f, AUC on its own customers %.4f.",
		"Newton-Schritte %d, Log-Likelihood %.3f, AUC auf den eigenen Kunden %.4f.", r.Iterations, r.LogLikelihood, r.AUC)
	if len(r.LeftOut) > 0 {
		p.say("Left out, because they say nothing that others do not: %s", "Ausgelassen, weil sie nichts sagen, was andere nicht sagen: %s", strings.Join(r.LeftOut, ", "))
	}
}

// truthHead is the heading of the last column, if there is one.
func truthHead(truth map[string]float64, lang string) string {
	if truth == nil {
		return ""
	}
	return word(lang, "      truth", "   Wahrheit")
}

func (p page) term(width int, name string, coefficient, stdError float64, truth map[string]float64, key string) {
	line := said(p.lang, "%-*s %12.6g %12.4g %8.2f %12.4g", "%-*s %12.6g %12.4g %8.2f %12.4g", width, name, coefficient, stdError, coefficient/stdError, math.Exp(coefficient))
	if truth != nil {
		line += said(p.lang, " %10.3f", " %10.3f", truth[key])
	}
	fmt.Fprintln(p.out, line)
}

func (p page) folds(f model.FoldReport) {
	p.head("On customers it has not seen", "Auf Kunden, die es nicht gesehen hat")
	for k, area := range f.AUC {
		p.say("fold %2d   AUC %.6f", "Teil %2d   AUC %.6f", k+1, area)
	}
	v := f.Pooled
	p.say("mean      AUC %.6f", "Mittel    AUC %.6f", f.Mean)
	p.say("all       AUC %.6f   KS %.4f   log-loss %.4f   Brier %.4f", "alle      AUC %.6f   KS %.4f   Log-Verlust %.4f   Brier %.4f", v.AUC, v.KS, v.LogLoss, v.Brier)
	p.say("at one half: %.1f %% right; of those said to leave %.1f %% do, of those who leave %.1f %% were said to",
		"bei einer Hälfte: %.1f %% richtig; von den Angekündigten gehen %.1f %%, von denen, die gehen, waren %.1f %% angekündigt",
		100*v.Confusion.Accuracy(), 100*v.Confusion.Precision(), 100*v.Confusion.Recall())
}
