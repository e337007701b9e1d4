package rule

// judge finds gaps, overlaps and rows that never decide.
func (b *builder) judge(t *Table) {
}
