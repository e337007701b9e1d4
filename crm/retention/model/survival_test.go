package model_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestSurvival(t *testing.T) {
	t.Parallel()
	got, err := model.Survival([]float64{3, 1, 2, 2, 5}, []bool{true, false, true, true, false})
	require.NoError(t, err)
	assert.Equal(t, []model.SurvivalStep{
		{Time: 1, Risk: 5, Ended: 0, Share: 1},
		{Time: 2, Risk: 4, Ended: 2, Share: 0.5},
		{Time: 3, Risk: 2, Ended: 1, Share: 0.25},
		{Time: 5, Risk: 1, Ended: 0, Share: 0.25},
	}, got)
	_, err = model.Survival([]float64{1, -1}, []bool{true, false})
	assert.Equal(t, []string{"times[1]"}, etomtest.Paths(err))
	_, err = model.Survival([]float64{1}, nil)
	assert.Equal(t, []string{"times"}, etomtest.Paths(err))
}

// Kaplan and Meier's curves of the Telco customers by contract, as reference.py computes them (data/churn/reference.json).
func TestSurvival_is_the_reference(t *testing.T) {
	t.Parallel()
	var want struct {
		Telco struct {
			Curves map[string]map[string]float64 `json:"kaplan_meier_survival"`
		} `json:"telco_aggregates"`
	}
	require.NoError(t, json.Unmarshal(etomtest.Source(t, "../shared/data/churn/reference.json"), &want))
	text, err := gzip.NewReader(bytes.NewReader(etomtest.Source(t, "../shared/data/churn/telco.csv.gz")))
	require.NoError(t, err)
	d, err := model.Read(text, model.Layout{Target: "Churn", Positive: "Yes", Columns: []model.Column{{Name: "tenure", Kind: model.Number}, {Name: "Contract", Kind: model.Text}}})
	require.NoError(t, err)
	require.Len(t, want.Telco.Curves, 4)
	contracts, tenure, left := d.Texts("Contract"), d.Numbers("tenure"), d.Outcomes()
	for contract, curve := range want.Telco.Curves {
		var times []float64
		var ended []bool
		for i, c := range contracts {
			if contract == "all" || contract == c {
				times, ended = append(times, tenure[i]), append(ended, left[i])
			}
		}
		steps, err := model.Survival(times, ended)
		require.NoError(t, err)
		for _, s := range steps {
			if share, ok := curve[strconv.FormatFloat(s.Time, 'f', -1, 64)]; ok {
				assert.InDelta(t, share, s.Share, 0.6e-8, "%s, %v months", contract, s.Time)
			}
		}
	}
}
