package pdf_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/billing/pdf"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// What stands where does not depend on how Go compresses, so these hold for every release of it.
func TestRender_layout(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string][]byte{
		"telecom.de":   render(t, telecom(t), "de", nil),
		"telecom.en":   render(t, telecom(t), "en", nil),
		"corrected.de": render(t, corrected(t), "de", nil),
		"abroad.en":    render(t, abroad(t, 40), "en", nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for _, p := range read(t, doc) {
				fmt.Fprintln(&b, p)
			}
			etomtest.Golden(t, name+".txt", b.String())
		})
	}
}

func TestRender_same_bill_same_bytes(t *testing.T) {
	t.Parallel()
	look := &pdf.Config{Logo: logo(t, 300, 100), Footer: []string{"Board: Dr. Anna Beispiel"}, Annexes: []pdf.Annex{calls(30)}}
	first := render(t, telecom(t), "de", look)
	t.Run("again and at the same time", func(t *testing.T) {
		t.Parallel()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				again, err := pdf.Render(telecom(t), "de", look)
				assert.NoError(t, err)
				assert.True(t, bytes.Equal(first, again))
			})
		}
		all.Wait()
	})
	t.Run("in another process, years later", func(t *testing.T) {
		t.Parallel()
		if release := runtime.Version(); !strings.HasPrefix(release, "go1.26") {
			t.Skipf("the hashes were made with go1.26; %s may compress in another way, then only the layout is compared", release)
		}
		hash := func(doc []byte) string { return fmt.Sprintf("%x\n", sha256.Sum256(doc)) }
		etomtest.Golden(t, "hashes.txt", hash(first)+hash(render(t, corrected(t), "de", nil))+hash(render(t, abroad(t, 40), "en", nil)))
	})
	t.Run("but not for another bill", func(t *testing.T) {
		t.Parallel()
		b := telecom(t)
		b.No = "R-2026-000018"
		assert.NotEqual(t, first, render(t, b, "de", look))
	})
}
