package report

import (
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
)

func TestRoundTrip(t *testing.T) {
	want := clm.Report{Iterations: 3, Converged: true, Objective: 1.5, Reason: "done", Notes: []string{"a", "b"}}
	w := codec.NewWriter(nil, "report.Test", 1)
	Put(w, want)
	r, err := codec.NewReader(w.Finish(), "report.Test", 1)
	require.NoError(t, err)
	require.Equal(t, want, Get(r))
	require.NoError(t, r.Close())
	c := Clone(want)
	c.Notes[0] = "changed"
	require.Equal(t, "a", want.Notes[0])
}
