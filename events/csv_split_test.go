package events

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// splitAll cuts a text into rows. False: a quote does not end as it must.
func splitAll(s *splitter, text []byte) (rows [][]string, ok bool) {
	for len(text) > 0 {
		n, bad := s.split(text, true)
		if bad {
			return rows, false
		}
		if s.count > 0 {
			row := make([]string, 0, s.count)
			for _, f := range s.fields {
				row = append(row, string(f))
			}
			rows = append(rows, row)
		}
		text = text[n:]
	}
	return rows, true
}

// checkSplit compares with encoding/csv, which knows the same rows but for two
// things: it refuses a quote inside of a plain field, and it takes CRLF inside
// of quotes for LF.
func checkSplit(t *testing.T, text []byte) (compared bool) {
	s := splitter{comma: ',', limit: 1 << 20}
	got, ok := splitAll(&s, text)

	// In any two pieces: what is not whole is said to be so.
	for cut := range min(len(text), 60) {
		if n, bad := s.split(text[:cut], false); n > 0 && !bad {
			fields := len(s.fields)
			m, _ := s.split(text, true)
			require.Equal(t, n, m, "%q cut at %d", text, cut)
			require.Equal(t, fields, len(s.fields), "%q cut at %d", text, cut)
		} else if bad {
			_, bad = s.split(text, true)
			require.True(t, bad, "%q cut at %d", text, cut)
		}
	}

	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	want, err := r.ReadAll()
	if err != nil {
		return false
	}
	require.True(t, ok, "%q", text)
	for i := range got {
		for k := range got[i] {
			got[i][k] = strings.ReplaceAll(got[i][k], "\r\n", "\n")
		}
	}
	require.Equal(t, want, got, "%q", text)
	return true
}

func TestSplitAgainstEncodingCSV(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	compared := 0
	for range 40_000 {
		text := make([]byte, r.IntN(40))
		for i := range text {
			text[i] = "ab,,\"\"\n\n\r\xff\x00 "[r.IntN(12)]
		}
		if checkSplit(t, text) {
			compared++
		}
	}
	require.Greater(t, compared, 5_000)
}

func TestSplitFindsSeparatorsAnywhere(t *testing.T) {
	// Bytes that differ from a separator in one bit, at any place of a word.
	for before := range 20 {
		for _, b := range []byte{',' ^ 1, ',' ^ 0x80, '\n' ^ 1, '\n' ^ 0x80, 0, 0xff, ',' - 1, '\n' - 1} {
			text := append(bytes.Repeat([]byte{b}, before), ",x,\ny"...)
			s := splitter{comma: ',', limit: 9}
			n, bad := s.split(text, true)
			require.False(t, bad)
			require.Equal(t, len(text)-1, n)
			require.Equal(t, [][]byte{text[:before], []byte("x"), {}}, s.fields)
		}
	}
}
