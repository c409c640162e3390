package segment_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/modeltest"
	"github.com/clm-go/clm/segment"
)

// Rules that are read are rules that work, and are written as they were read.
func FuzzParseRules(f *testing.F) {
	b, err := json.Marshal(segment.DefaultRules())
	require.NoError(f, err)
	f.Add(b)
	f.Add([]byte(`{"bins": 3, "rules": [{"name": "a", "when": [{"field": "cluster", "in": [1, 2]}]}], "otherwise": "b"}`))
	f.Add([]byte(`{"rules": [{"name": "a", "when": [{"field": "weighted", "min": 1.5, "max": 1e0}]}, null]}`))
	f.Add([]byte("{\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := segment.ParseRules(text)
		if err != nil {
			require.True(t, errors.Is(err, clm.ErrRow) || errors.Is(err, clm.ErrConfig), "%v", err)
			require.Equal(t, segment.Rules{}, r)
			return
		}
		require.NoError(t, r.Check())
		out, err := json.Marshal(r)
		require.NoError(t, err)
		again, err := segment.ParseRules(out)
		require.NoError(t, err)
		require.Equal(t, len(r.Rules), len(again.Rules))
		back, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(out), string(back))

		s := []events.Summary{{Customer: "x", SinceLast: 3, Orders: 2, Total: -1}}
		m, err := segment.RFM{Bins: r.Bins}.Fit(t.Context(), s)
		require.NoError(t, err)
		a, err := r.Assign(m, s, []int{1})
		require.NoError(t, err)
		e, err := r.Explain(m, s[0], 1)
		require.NoError(t, err)
		require.Equal(t, a.Name(0), e.Segment)
	})
}

// Whatever the bytes, there is an error or a model that works.
func FuzzRFMModel(f *testing.F) {
	s := []events.Summary{{SinceLast: 3, Orders: 2, Total: -1}, {SinceLast: 30, Orders: 1, Total: 900}}
	for _, bins := range []int{2, 5} {
		m, err := segment.RFM{Bins: bins}.Fit(f.Context(), s)
		require.NoError(f, err)
		b, err := m.MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		file = modeltest.Repair(file)
		var m segment.RFMModel
		if err := m.UnmarshalBinary(file); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Equal(t, segment.RFMModel{}, m)
			return
		}
		for _, sc := range m.Scores(nil, s) {
			for _, v := range []int{sc.R, sc.F, sc.M} {
				require.True(t, 1 <= v && v <= m.Bins())
			}
			w := m.Weighted(sc)
			require.True(t, 1 <= w && w <= float64(m.Bins())*(1+1e-15), "%v", w)
		}
		b, err := m.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, file, b)
	})
}
