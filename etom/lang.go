package etom

// In is the party's name in a language: De for "de", else Name.
func (p Party) In(lang string) string {
	if lang == "de" {
		return p.De()
	}
	return p.Name()
}
