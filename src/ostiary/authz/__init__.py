"""The policy information point: gather what bears on a call, ask the engine, return a proof."""
