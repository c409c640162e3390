package feature

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

// repair makes length and checksum of a model file right, so that what is
// wrong in the body reaches the decoder.
func repair(b []byte) []byte {
	b = append([]byte(nil), b...)
	if len(b) < 5 {
		return b
	}
	header := 5 + int(b[4]) + 10
	if len(b) < header+4 {
		return b
	}
	binary.LittleEndian.PutUint64(b[header-8:], uint64(len(b)-header-4))
	sum := crc32.Checksum(b[:len(b)-4], crc32.MakeTable(crc32.Castagnoli))
	binary.LittleEndian.PutUint32(b[len(b)-4:], sum)
	return b
}

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
		if err := m.UnmarshalBinary(repair(b)); err != nil {
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
		if err := m.UnmarshalBinary(repair(b)); err != nil {
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
