"""The names that mentors know students by: an adjective and an animal, such as "Brave Otter".

The words are chosen for somebody at their lowest. None speaks of a body, a skin, a size, a faith,
sadness, haste to judge, hunting or being hunted; none is a slur, or holds one, or is slang for one;
none mocks ("happy", "lucky"); none is a topic of the line ("duck"), an omen, a person's name that
could be taken for the student's ("robin"), or a word that carriers or our own commands own. No two
are easily taken for each other at 3 a.m.
"""

from collections.abc import Callable, Collection

from warmline.errors import WarmlineError

_ADJECTIVES = """
    Adept Alpine Amiable Astute Attentive Azure Balmy Bold Bountiful Brave Breezy Bright
    Brilliant Brisk Buoyant Calm Candid Capable Classic Clever Cobalt Composed Confident
    Constant Cordial Cosmic Cozy Creative Cultured Curious Dapper Dauntless Dazzling Decisive
    Dignified Diligent Dreamy Dynamic Eager Earnest Easygoing Elegant Eloquent Emerald Epic
    Esteemed Exquisite Fanciful Fluent Forest Friendly Gallant Garden Generous Genial Gentle
    Gifted Gleaming Glowing Gracious Grateful Harbor Harmonic Heartfelt Helpful Heroic Honest
    Honored Hopeful Humming Ingenious Intrepid Inventive Inviting Judicious Keen Kind Lakeside
    Leafy Lilac Loyal Luminous Lunar Lyrical Maple Meadow Melodic Mindful Modest Moonlit Mossy
    Musical Neat Nifty Noble Northern Novel Observant Orchard Organized Original Pebble Placid
    Pleasant Poetic Polished Polite Practical Prairie Prompt Prudent Punctual Quartz Radiant
    Ready Reliable Resolute Rippling Rustic Sapphire Savvy Seaside Sensible Sequoia Serene
    Shining Silken Sincere Solar Sparkling Spirited Starry Staunch Steady Stellar Storied
    Stylish Sunlit Sylvan Tactful Talented Tidal Timeless Topaz Trusty Truthful Turquoise
    Twinkling Unhurried Unique United Valiant Valley Velvet Verdant Versatile Vibrant Vigilant
    Vivid Warm Watchful Welcome Wise Witty Woodland Woven
"""

_ANIMALS = """
    Aardvark Agouti Alpaca Anemone Auklet Avocet Axolotl Barbet Bellbird Bilby Bison Bobolink
    Bowerbird Bumblebee Bunting Butterfly Capybara Caracal Caribou Catbird Chamois Chinchilla
    Chipmunk Cicada Civet Coati Cotinga Crane Cricket Curlew Dipper Dolphin Dragonfly Dunlin
    Dunnock Echidna Eland Elk Ermine Falcon Fennec Fieldfare Finch Firecrest Firefly Flamingo
    Fulmar Galago Gecko Genet Goldfinch Grayling Grebe Guillemot Hedgehog Hoatzin Honeybee Hyrax
    Ibis Iguana Indri Jacana Jerboa Junco Kangaroo Kestrel Kingfisher Kittiwake Koala Koi Kudu
    Lapwing Lemur Linnet Llama Lorikeet Lynx Macaw Manta Marlin Marmot Meadowlark Meerkat
    Monarch Mongoose Murrelet Mustang Narwhal Nautilus Newt Nightjar Nyala Ocelot Octopus Okapi
    Oriole Oryx Osprey Otter Pelican Penguin Pika Pipit Platypus Plover Pony Potoroo Ptarmigan
    Puffin Quetzal Quokka Quoll Reindeer Roadrunner Saiga Salamander Salmon Sandpiper Seahorse
    Seriema Serval Shearwater Skylark Spoonbill Starling Sturgeon Sunbird Sunfish Takahe Tanager
    Tapir Tarpon Tern Terrapin Tinamou Toucan Towhee Trogon Tropicbird Tuatara Turnstone Vicuna
    Vireo Wagtail Wallaby Wapiti Warbler Waxwing Whimbrel Willet Wombat
"""

ADJECTIVES = tuple(_ADJECTIVES.split())
ANIMALS = tuple(_ANIMALS.split())

HOW_MANY = len(ADJECTIVES) * len(ANIMALS)
DRAWS = 16  # before all free names are listed, which takes some milliseconds


class NoCodenameLeftError(WarmlineError):
    """Every codename is in use; thousands of conversations would have to be open at once."""


def codename(n: int) -> str:
    """Return the codename with this number; any run of ``HOW_MANY`` numbers gives each one once."""
    animal, adjective = divmod(n, len(ADJECTIVES))
    return f"{ADJECTIVES[adjective]} {ANIMALS[animal % len(ANIMALS)]}"


def pick(taken: Collection[str], draw: Callable[[int], int]) -> str:
    """Return a codename that is not taken; ``draw(n)`` gives a number from 0 to before n.

    While it can, it also shares no word with a taken one: "Brave Otter" and "Brave Heron" side by
    side would invite a mistake. Raises NoCodenameLeftError if all are taken.
    """
    words = {word for name in taken for word in name.split()}
    adjectives = [word for word in ADJECTIVES if word not in words]
    animals = [word for word in ANIMALS if word not in words]
    if adjectives and animals:
        animal, adjective = divmod(draw(len(adjectives) * len(animals)), len(adjectives))
        return f"{adjectives[adjective]} {animals[animal]}"
    in_use = frozenset(taken)
    for _ in range(DRAWS):
        name = codename(draw(HOW_MANY))
        if name not in in_use:
            return name
    free = [name for name in map(codename, range(HOW_MANY)) if name not in in_use]
    if not free:
        raise NoCodenameLeftError(f"all {HOW_MANY} codenames are in use")
    return free[draw(len(free))]
