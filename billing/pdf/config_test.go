package pdf_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/etomcrm/etomcrm/billing/pdf"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// logo is a picture with a see-through half.
func logo(t testing.TB, width, height int) []byte {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			picture.Set(x, y, color.NRGBA{R: 20, G: 80, B: 160, A: uint8(255 * x / width)})
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, picture))
	return b.Bytes()
}

// calls is an itemised connection record.
func calls(n int) pdf.Annex {
	a := pdf.Annex{Title: "Einzelverbindungsnachweis", Notes: []string{"Die letzten drei Ziffern der Zielnummern sind gekürzt."},
		Columns: []pdf.Column{{Title: "Beginn", Share: 30}, {Title: "Ziel", Share: 40}, {Title: "Dauer", Share: 15, Right: true}, {Title: "Betrag", Share: 15, Right: true}}, Closing: []string{"Ende des Nachweises."}}
	for i := range n {
		a.Rows = append(a.Rows, []string{fmt.Sprintf("%02d.03.2026 09:%02d:00", i%31+1, i%60), "+49 171 5550xxx", "00:01:30", "0,19\u00a0€"})
	}
	return a
}

func TestRender_with_logo_and_footer(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{600, 100}, {100, 600}, {1, 1}} {
		doc := render(t, telecom(t), "de", &pdf.Config{Logo: logo(t, size[0], size[1]), Footer: []string{"Vorstand: Dr. Anna Beispiel"}})
		all := read(t, doc)
		legible(t, all)
		assert.Equal(t, all[len(all)-1].page, strings.Count(joined(all), "Vorstand: Dr. Anna Beispiel"), "on every page")
		assert.Len(t, open(t, doc).Page(1).Resources().Key("XObject").Keys(), 1)
	}
}

func TestRender_with_an_annex(t *testing.T) {
	t.Parallel()
	all := read(t, render(t, telecom(t), "de", &pdf.Config{Annexes: []pdf.Annex{calls(200)}}))
	legible(t, all)
	inOrder(t, joined(all), "Verwendungszweck", "Seite 2 von 6", "Einzelverbindungsnachweis", "Die letzten drei Ziffern", "Beginn Ziel Dauer Betrag", "01.03.2026 09:00:00", "+49 171 5550xxx", "Seite 3 von 6",
		"Beginn Ziel Dauer Betrag", "Beginn Ziel Dauer Betrag", "Ende des Nachweises.", "Seite 6 von 6")
	assert.Equal(t, 200, strings.Count(joined(all), "+49 171 5550xxx"))
}

func TestRender_with_other_fonts(t *testing.T) {
	t.Parallel()
	plain := render(t, telecom(t), "de", nil)
	other := render(t, telecom(t), "de", &pdf.Config{Regular: gomono.TTF, Bold: gomonobold.TTF})
	assert.NotEqual(t, plain, other)
	inOrder(t, joined(read(t, other)), "Łódź Motors Ελλάς", "5.574,80\u00a0€")
	assert.Equal(t, plain, render(t, telecom(t), "de", &pdf.Config{Regular: goregular.TTF, Bold: gobold.TTF}), "the Go fonts are the ones taken without")
}

func TestRender_refuses_all_that_is_wrong_at_once(t *testing.T) {
	t.Parallel()
	b := telecom(t)
	b.Date = calendar.Date{}
	_, err := pdf.Render(b, "de", &pdf.Config{Logo: []byte("GIF89a"), Regular: []byte("no font"), Annexes: []pdf.Annex{{Rows: [][]string{{"a"}}, Columns: []pdf.Column{{}, {}}}, {}}})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"bill.billDate", "regular", "logo", "annexes[0].title", "annexes[0].columns[0].share", "annexes[0].columns[1].share", "annexes[0].rows[0]",
		"annexes[1].title", "annexes[1].columns", "regular", "bold"}, etomtest.Paths(err))
}

func TestRender_refuses_logos_that_cannot_be_embedded(t *testing.T) {
	t.Parallel()
	interlaced, deep, broken := logo(t, 9, 9), new(bytes.Buffer), logo(t, 9, 9)
	interlaced[28] = 1
	require.NoError(t, png.Encode(deep, image.NewRGBA64(image.Rect(0, 0, 9, 9))))
	for name, picture := range map[string][]byte{
		"interlaced": interlaced, "16 bits": deep.Bytes(), "empty": {}, "cut off": logo(t, 9, 9)[:40], "broken": append(broken[:60], make([]byte, 30)...), "too large": logo(t, 4097, 1),
	} {
		_, err := pdf.Render(telecom(t), "de", &pdf.Config{Logo: picture})
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
	}
}

func TestRender_refuses_fonts_that_cannot_be_embedded(t *testing.T) {
	t.Parallel()
	for name, font := range map[string][]byte{"empty": {}, "cut off": goregular.TTF[:20000], "without a table": bytes.Replace(goregular.TTF, []byte("post"), []byte("tsop"), 1)} {
		_, err := pdf.Render(telecom(t), "de", &pdf.Config{Regular: font, Bold: gobold.TTF})
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
	}
}

func TestRender_refuses_a_footer_that_does_not_fit(t *testing.T) {
	t.Parallel()
	_, err := pdf.Render(telecom(t), "de", &pdf.Config{Footer: []string{strings.Repeat("Aufsichtsrat ", 60)}})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"footer"}, etomtest.Paths(err))
}

func TestRender_refuses_names_too_long_for_a_letter(t *testing.T) {
	t.Parallel()
	b := telecom(t)
	b.Issuer.Contact, b.Recipient.Name = strings.Repeat("Rufen Sie an! ", 400), strings.Repeat("und Söhne ", 2000)
	_, err := pdf.Render(b, "de", nil)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"bill.issuer", "bill.recipient"}, etomtest.Paths(err))
}
