"""The settings of the detectors and the gate, and the YAML files that hold them."""
