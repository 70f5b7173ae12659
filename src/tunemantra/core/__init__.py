"""The hexagon: releases, territories, status and schedule, with no input or output."""
