package golden

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every reference case of the repository has an origin, also one that no test
// reads.
func TestCasesOfTheRepository(t *testing.T) {
	root, err := moduleRoot()
	require.NoError(t, err)
	cases := 0
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
			return fs.SkipDir
		}
		inside := strings.Split(filepath.ToSlash(path), "/")
		if d.IsDir() || filepath.Ext(path) != ".json" || !slices.Contains(inside, "testdata") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var top map[string]json.RawMessage
		if json.Unmarshal(text, &top) != nil || top["output"] == nil || top["input"] == nil {
			return nil // another kind of file
		}
		cases++
		if _, err := load[json.RawMessage, json.RawMessage](root, path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	require.NoError(t, err)
	require.Positive(t, cases)
}
