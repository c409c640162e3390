package feature

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
)

func FuzzMomentsUnmarshal(f *testing.F) {
	m, err := Scaler{Log1p: []int{1}}.Moments(2)
	require.NoError(f, err)
	for _, row := range [][]float64{{1, 2}, {3, 4}, {math.NaN(), 0}} {
		b, err := m.MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
		require.NoError(f, m.Add(row))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Moments
		if err := m.UnmarshalBinary(modeltest.Repair(b)); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Zero(t, m)
			return
		}
		require.NoError(t, m.Add(make([]float64, len(m.col))))
		again, err := m.MarshalBinary()
		require.NoError(t, err)
		require.NoError(t, new(Moments).UnmarshalBinary(again))
		var logs []int
		for j, log := range m.logs {
			if log {
				logs = append(logs, j)
			}
		}
		if _, err := (Scaler{Log1p: logs}).FitMoments(&m); err != nil {
			require.ErrorIs(t, err, clm.ErrDiverged)
		}
	})
}

func FuzzScalerModelUnmarshal(f *testing.F) {
	for _, method := range []Method{Standard, None} {
		m, err := Scaler{Method: method, Log1p: []int{1}}.Fit(f.Context(), pinned())
		require.NoError(f, err)
		b, err := m.MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var m ScalerModel
		if err := m.UnmarshalBinary(modeltest.Repair(b)); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Zero(t, m)
			return
		}
		_, err := m.TransformRow(nil, make([]float64, len(m.Center())))
		require.NoError(t, err)
		again, err := m.MarshalBinary()
		require.NoError(t, err)
		var back ScalerModel
		require.NoError(t, back.UnmarshalBinary(again))
	})
}
