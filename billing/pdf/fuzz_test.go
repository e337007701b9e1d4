package pdf_test

import (
	"bytes"
	"testing"

	"github.com/etomcrm/etomcrm/billing/pdf"
)

// A logo comes from a file: whatever it is, it is embedded or refused.
func FuzzRender_logo(f *testing.F) {
	f.Add(logo(f, 3, 2))
	f.Add(logo(f, 3, 2)[:50])
	f.Add([]byte("GIF89a"))
	bill := corrected(f)
	f.Fuzz(func(t *testing.T, picture []byte) {
		doc, err := pdf.Render(bill, "de", &pdf.Config{Logo: picture})
		if err == nil && !bytes.HasPrefix(doc, []byte("%PDF-")) {
			t.Fatal("neither a document nor an error")
		}
	})
}

// Names come from people: whatever they are, they are printed or refused.
func FuzzRender_name(f *testing.F) {
	f.Add("Łódź Motors", "Grundpreis")
	f.Add("東京\U0001F600", "a\u0308\u202e\x00\xff")
	base := corrected(f)
	f.Fuzz(func(t *testing.T, recipient, line string) {
		b := base
		b.Recipient.Name = recipient
		b.Lines = append(b.Lines[:0:0], b.Lines...)
		b.Lines[0].Name = line
		doc, err := pdf.Render(b, "en", nil)
		if err == nil {
			legible(t, read(t, doc))
		}
	})
}
