"""From degrees of latitude and longitude to metres on the national grid of Great Britain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def national_grid(
    latitude: npt.NDArray[np.float64], longitude: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Easting and northing in metres on the national grid for WGS84 degrees, right to about 5 metres.

    Source: Ordnance Survey, A Guide to Coordinate Systems in Great Britain, annexes B and C and section 6.6.
    """
    x, y, z = _cartesian(np.radians(latitude), np.radians(longitude))
    # WGS84 to OSGB36: metres, parts per million and seconds of arc.
    scale = 1 + 20.4894e-6
    turn_x, turn_y, turn_z = np.radians(np.array([-0.1502, -0.2470, -0.8421]) / 3600)
    x, y, z = (
        -446.448 + scale * x - turn_z * y + turn_y * z,
        125.157 + turn_z * x + scale * y - turn_x * z,
        -542.060 - turn_y * x + turn_x * y + scale * z,
    )
    return _project(*_geographic(x, y, z))


# WGS84 and Airy 1830 ellipsoids: semi-axes in metres.
_WGS84 = (6378137.0, 6356752.314245)
_AIRY = (6377563.396, 6356256.909)


def _cartesian(
    phi: npt.NDArray[np.float64], lam: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    a, b = _WGS84
    squared = 1 - (b / a) ** 2
    nu = a / np.sqrt(1 - squared * np.sin(phi) ** 2)
    return nu * np.cos(phi) * np.cos(lam), nu * np.cos(phi) * np.sin(lam), (1 - squared) * nu * np.sin(phi)


def _geographic(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], z: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    a, b = _AIRY
    squared = 1 - (b / a) ** 2
    radius = np.hypot(x, y)
    phi = np.arctan2(z, radius * (1 - squared))
    for _ in range(5):  # each round gains about three digits; five are well past a millimetre
        nu = a / np.sqrt(1 - squared * np.sin(phi) ** 2)
        phi = np.arctan2(z + squared * nu * np.sin(phi), radius)
    return phi, np.arctan2(y, x)


def _project(
    phi: npt.NDArray[np.float64], lam: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Transverse Mercator of the national grid: true origin 49 N 2 W, false origin 400 km W and 100 km N of it."""
    a, b = _AIRY
    scale, phi_0, lam_0 = 0.9996012717, np.radians(49.0), np.radians(-2.0)
    squared = 1 - (b / a) ** 2
    n = (a - b) / (a + b)
    sine, cosine, tangent = np.sin(phi), np.cos(phi), np.tan(phi)
    nu = a * scale / np.sqrt(1 - squared * sine**2)
    rho = a * scale * (1 - squared) / (1 - squared * sine**2) ** 1.5
    eta = nu / rho - 1
    less, more = phi - phi_0, phi + phi_0
    meridian = (
        b
        * scale
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * np.sin(less) * np.cos(more)
            + (1.875 * n**2 + 1.875 * n**3) * np.sin(2 * less) * np.cos(2 * more)
            - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
        )
    )
    p = lam - lam_0
    northing = (
        meridian
        - 100_000
        + nu / 2 * sine * cosine * p**2
        + nu / 24 * sine * cosine**3 * (5 - tangent**2 + 9 * eta) * p**4
        + nu / 720 * sine * cosine**5 * (61 - 58 * tangent**2 + tangent**4) * p**6
    )
    easting = (
        400_000
        + nu * cosine * p
        + nu / 6 * cosine**3 * (nu / rho - tangent**2) * p**3
        + nu / 120 * cosine**5 * (5 - 18 * tangent**2 + tangent**4 + 14 * eta - 58 * tangent**2 * eta) * p**5
    )
    return easting, northing
