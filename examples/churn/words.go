package main

import (
	"fmt"
	"io"
	"strings"
)

// word is the one of two texts that is in the language.
func word(lang, en, de string) string {
	if lang == "de" {
		return de
	}
	return en
}

// said is the sentence in the language, its numbers written as the language does.
func said(lang, en, de string, values ...any) string {
	if lang != "de" {
		return fmt.Sprintf(en, values...)
	}
	german := make([]any, len(values))
	for i, v := range values {
		german[i] = v
		if x, ok := v.(float64); ok {
			german[i] = comma(x)
		}
	}
	return fmt.Sprintf(de, german...)
}

// comma is a number that is printed with a decimal comma.
type comma float64

// Format implements fmt.Formatter.
func (c comma) Format(s fmt.State, verb rune) {
	_, _ = io.WriteString(s, strings.Replace(fmt.Sprintf(fmt.FormatString(s, verb), float64(c)), ".", ",", 1))
}
