package gemm

import (
	"testing"

	"github.com/clm-go/clm/internal/cpu"
)

// eachSet runs f once for every set of CPU features that this machine has. The
// names of the subtests say which.
func eachSet(t *testing.T, f func(t *testing.T)) {
	for _, s := range cpu.Sets() {
		t.Run(s.Name, func(t *testing.T) {
			defer s.Use()()
			f(t)
		})
	}
}
